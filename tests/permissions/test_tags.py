"""Tags, by ARN."""

import pytest

from emulator.permissions.tags import delete_tags, tag, tags_of, untag
from tests.permissions.conftest import Refused, World

ARN = "arn:aws:sso:::instance/ssoins-0123456789abcdef"


def test_tags_are_added_changed_and_removed(world: World) -> None:
    tag(world.tx, ARN, {"team": "blue", "stage": "test"})
    tag(world.tx, ARN, {"team": "green"})
    tag(world.tx, "arn:other", {"team": "red"})
    assert tags_of(world.tx, ARN) == {"stage": "test", "team": "green"}
    untag(world.tx, ARN, ["stage", "unknown"])
    assert tags_of(world.tx, ARN) == {"team": "green"}
    delete_tags(world.tx, ARN)
    assert tags_of(world.tx, ARN) == {}
    assert tags_of(world.tx, "arn:other") == {"team": "red"}


def test_keys_differ_by_letter_case(world: World) -> None:
    tag(world.tx, ARN, {"Team": "blue", "team": "green"})
    assert tags_of(world.tx, ARN) == {"Team": "blue", "team": "green"}


@pytest.mark.parametrize("key", ["aws:createdBy", "AWS:x"])
def test_keys_of_aws_are_refused(world: World, refused: Refused, key: str) -> None:
    refusal = refused(lambda: tag(world.tx, ARN, {"fine": "1", key: "2"}))
    assert (refusal.code, refusal.cause) == ("ValidationException", "tags.reserved-key")
    assert tags_of(world.tx, ARN) == {}


def test_seventy_five_tags_are_the_most(world: World, refused: Refused) -> None:
    tag(world.tx, ARN, {f"key{number}": "" for number in range(75)})
    tag(world.tx, ARN, {"key1": "changed"})
    refusal = refused(lambda: tag(world.tx, ARN, {"one-more": ""}))
    assert refusal.code == "ServiceQuotaExceededException"
