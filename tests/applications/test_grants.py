"""Grants and authentication methods of an application."""

import pytest

from emulator.applications.authentication_methods import (
    actor_policy,
    delete_actor_policy,
    find_actor_policy,
    put_actor_policy,
)
from emulator.applications.grants import (
    AUTHORIZATION_CODE,
    JWT_BEARER,
    REFRESH_TOKEN,
    AuthorizedTokenIssuer,
    Grant,
    delete_grant,
    find_grant,
    grant_of,
    list_grants,
    put_grant,
)
from emulator.guide.refusal import Refusal
from tests.applications.conftest import World

POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"AWS": "arn:aws:iam::111122223333:role/exchange"},
            "Action": "sso-oauth:CreateTokenWithIAM",
            "Resource": "*",
        }
    ],
}


def test_a_grant_that_is_put_again_is_replaced(world: World) -> None:
    for uri in ("https://old.example.com/callback", "http://127.0.0.1/callback"):
        put_grant(world.tx, world.application, Grant(grant_type=AUTHORIZATION_CODE, redirect_uris=(uri,)))
    put_grant(world.tx, world.application, Grant(grant_type=REFRESH_TOKEN))
    found = list_grants(world.tx, world.application.application_arn)
    assert [grant.grant_type for grant in found] == [AUTHORIZATION_CODE, REFRESH_TOKEN]
    assert found[0].redirect_uris == ("http://127.0.0.1/callback",)


@pytest.mark.parametrize(
    "grant",
    [
        Grant(grant_type=AUTHORIZATION_CODE),
        Grant(grant_type=AUTHORIZATION_CODE, redirect_uris=("app.example.com/callback",)),
        Grant(grant_type=AUTHORIZATION_CODE, redirect_uris=("https://app.example.com/#callback",)),
        Grant(grant_type=JWT_BEARER),
    ],
)
def test_limits_that_are_missing_or_wrong_are_refused(world: World, grant: Grant) -> None:
    with pytest.raises(Refusal) as refused:
        put_grant(world.tx, world.application, grant)
    assert (refused.value.code, refused.value.cause) == ("ValidationException", "application.grant")


def test_a_grant_for_an_unknown_token_issuer_is_refused(world: World) -> None:
    arn = world.tx.ids.trusted_token_issuer_arn("111122223333", world.instance.instance_arn)
    with pytest.raises(Refusal) as refused:
        put_grant(
            world.tx,
            world.application,
            Grant(grant_type=JWT_BEARER, authorized_token_issuers=(AuthorizedTokenIssuer(arn, ("audience",)),)),
        )
    assert (refused.value.code, refused.value.cause) == ("ResourceNotFoundException", "trusted-token-issuer.unknown")


def test_a_grant_that_was_deleted_is_not_found_and_can_be_deleted_again(world: World) -> None:
    arn = world.application.application_arn
    put_grant(world.tx, world.application, Grant(grant_type=REFRESH_TOKEN))
    delete_grant(world.tx, arn, REFRESH_TOKEN)
    delete_grant(world.tx, arn, REFRESH_TOKEN)
    assert grant_of(world.tx, arn, REFRESH_TOKEN) is None
    with pytest.raises(Refusal, match="Could not find Grant refresh_token"):
        find_grant(world.tx, arn, REFRESH_TOKEN)


def test_an_actor_policy_is_kept_as_it_is(world: World) -> None:
    arn = world.application.application_arn
    put_actor_policy(world.tx, arn, POLICY)
    put_actor_policy(world.tx, arn, POLICY)
    assert find_actor_policy(world.tx, arn) == POLICY
    delete_actor_policy(world.tx, arn)
    assert actor_policy(world.tx, arn) is None


@pytest.mark.parametrize(
    "policy",
    [
        "text",
        None,
        {},
        {"Statement": []},
        {"Statement": ["text"]},
        {"Statement": {"Effect": "Maybe", "Principal": "*", "Action": "*"}},
        {"Statement": {"Effect": "Allow", "Action": "*"}},
        {"Statement": {"Effect": "Allow", "Principal": "*"}},
    ],
)
def test_what_is_no_policy_is_refused(world: World, policy: object) -> None:
    with pytest.raises(Refusal) as refused:
        put_actor_policy(world.tx, world.application.application_arn, policy)
    assert refused.value.cause == "application.actor-policy"
