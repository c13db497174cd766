"""Access scopes of an application."""

import pytest

from emulator.applications.access_scopes import (
    MOST_SCOPES,
    AccessScope,
    delete_access_scope,
    find_access_scope,
    list_access_scopes,
    put_access_scope,
)
from emulator.guide.refusal import Refusal
from tests.applications.conftest import World


def test_putting_a_scope_again_replaces_its_targets(world: World) -> None:
    arn = world.application.application_arn
    put_access_scope(world.tx, world.application, AccessScope("sso:account:access", (arn,)))
    put_access_scope(world.tx, world.application, AccessScope("sso:account:access", (world.instance.instance_arn,)))
    found = find_access_scope(world.tx, arn, "sso:account:access")
    assert found.authorized_targets == (world.instance.instance_arn,)
    assert list(list_access_scopes(world.tx, arn).items) == [found]


def test_a_target_that_does_not_exist_is_refused(world: World) -> None:
    target = world.application.application_arn[:-16] + "0" * 16
    with pytest.raises(Refusal) as refused:
        put_access_scope(world.tx, world.application, AccessScope("sso:account:access", (target,)))
    assert (refused.value.code, refused.value.cause) == ("ResourceNotFoundException", "application.unknown")


def test_a_scope_that_was_never_put_is_not_found_but_can_be_deleted(world: World) -> None:
    arn = world.application.application_arn
    delete_access_scope(world.tx, arn, "sso:account:access")
    with pytest.raises(Refusal) as refused:
        find_access_scope(world.tx, arn, "sso:account:access")
    assert refused.value.cause == "application.unknown-setting"


def test_an_application_has_25_scopes_at_most(world: World) -> None:
    for number in range(MOST_SCOPES):
        put_access_scope(world.tx, world.application, AccessScope(f"service:{number}"))
    with pytest.raises(Refusal) as refused:
        put_access_scope(world.tx, world.application, AccessScope("service:more"))
    assert (refused.value.code, refused.value.cause) == ("ValidationException", "quota.exceeded")
    put_access_scope(world.tx, world.application, AccessScope("service:0", (world.instance.instance_arn,)))
    assert len(list_access_scopes(world.tx, world.application.application_arn).items) == MOST_SCOPES
