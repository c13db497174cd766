"""Trusted token issuers of an instance."""

import re
from dataclasses import replace

import pytest

from emulator.applications.grants import JWT_BEARER, AuthorizedTokenIssuer, Grant, find_grant, put_grant
from emulator.applications.trusted_token_issuers import (
    MOST_ISSUERS,
    TokenIssuerChange,
    TokenIssuerDraft,
    TrustedTokenIssuer,
    change_trusted_token_issuer,
    create_trusted_token_issuer,
    delete_trusted_token_issuer,
    find_trusted_token_issuer,
    issuer_of_url,
    list_trusted_token_issuers,
)
from emulator.guide.refusal import Refusal
from tests.applications.conftest import MANAGEMENT, World

OKTA = TokenIssuerDraft(
    name="okta",
    issuer_url="https://example.okta.com",
    claim_attribute_path="email",
    identity_store_attribute_path="emails.value",
)


def _create(world: World, draft: TokenIssuerDraft = OKTA) -> TrustedTokenIssuer:
    return create_trusted_token_issuer(world.tx, world.instance, draft, account_id=MANAGEMENT)


def test_an_issuer_is_found_by_arn_and_by_the_iss_of_its_tokens(world: World) -> None:
    made = _create(world)
    instance = world.instance.instance_arn
    pattern = f"arn:aws:sso::{MANAGEMENT}:trustedTokenIssuer/{instance.rpartition('/')[2]}/tti-[0-9a-f-]{{36}}"
    assert re.fullmatch(pattern, made.trusted_token_issuer_arn)
    assert find_trusted_token_issuer(world.tx, made.trusted_token_issuer_arn) == made
    assert issuer_of_url(world.tx, instance, "https://example.okta.com") == made
    assert issuer_of_url(world.tx, instance, "https://example.okta.com/") is None


def test_an_instance_trusts_ten_issuers_at_most(world: World) -> None:
    for number in range(MOST_ISSUERS):
        _create(world, replace(OKTA, issuer_url=f"https://{number}.okta.com"))
    with pytest.raises(Refusal) as refused:
        _create(world)
    assert (refused.value.code, refused.value.cause) == ("ServiceQuotaExceededException", "quota.exceeded")
    assert len(list_trusted_token_issuers(world.tx, world.instance).items) == 10


def test_an_issuer_url_is_trusted_once(world: World) -> None:
    _create(world)
    with pytest.raises(Refusal) as refused:
        _create(world, replace(OKTA, name="another name"))
    assert (refused.value.code, refused.value.cause) == ("ConflictException", "trusted-token-issuer.duplicate")


def test_a_change_leaves_what_it_does_not_name(world: World) -> None:
    arn = _create(world).trusted_token_issuer_arn
    change_trusted_token_issuer(world.tx, arn, TokenIssuerChange(claim_attribute_path="preferred_username"))
    found = find_trusted_token_issuer(world.tx, arn)
    assert found.claim_attribute_path == "preferred_username"
    assert (found.name, found.identity_store_attribute_path) == ("okta", "emails.value")


def test_deleting_an_issuer_leaves_grants_that_name_it(world: World) -> None:
    arn = _create(world).trusted_token_issuer_arn
    named = AuthorizedTokenIssuer(arn, ("audience",))
    put_grant(world.tx, world.application, Grant(grant_type=JWT_BEARER, authorized_token_issuers=(named,)))
    delete_trusted_token_issuer(world.tx, arn)
    grant = find_grant(world.tx, world.application.application_arn, JWT_BEARER)
    assert grant.authorized_token_issuers == (named,)
    with pytest.raises(Refusal) as refused:
        find_trusted_token_issuer(world.tx, arn)
    assert refused.value.cause == "trusted-token-issuer.unknown"
