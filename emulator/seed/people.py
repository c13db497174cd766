"""Invented people for a directory that should not be empty."""

from collections.abc import Iterator

from faker import Faker

from emulator.ids import Identifiers
from emulator.seed.model import SeedUser


def invented_people(ids: Identifiers, count: int) -> Iterator[SeedUser]:
    """`count` people with distinct user names, which are their e-mail addresses; with a seed, the same ones."""
    if not count:
        # Getting Faker ready takes longer than the rest of a reset.
        return
    if count == 0:
        return
    # Making one takes longer than the rest of a small seed.
    faker = Faker("en_US")
    faker.seed_instance(int.from_bytes(ids.random_bytes(8)))
    for number in range(1, count + 1):
        given, family = faker.first_name(), faker.last_name()
        address = f"{given}.{family}.{number}@example.com".lower()
        yield SeedUser(
            user_name=address,
            given_name=given,
            family_name=family,
            email=address,
            title=faker.job(),
            department=faker.random_element(("Engineering", "Finance", "Operations", "Sales")),
        )
