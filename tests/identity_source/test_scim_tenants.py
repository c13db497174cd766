"""SCIM tenants and their access tokens."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import select

from emulator.guide.refusal import Refusal
from emulator.identity_source import scim_tenants
from emulator.store.database import Store
from emulator.store.tables.identity_source import scim_tokens
from emulator.store.transaction import Transaction

STORE = "d-9067230c03"


@pytest.fixture
def tx(store: Store) -> Iterator[Transaction]:
    with store.transaction() as tx:
        yield tx


@pytest.fixture
def tenant_id(tx: Transaction) -> str:
    return scim_tenants.enable_provisioning(tx, STORE).tenant_id


def cause_of(tx: Transaction, tenant_id: str, header: str | None) -> str:
    with pytest.raises(Refusal) as refused:
        scim_tenants.authenticate(tx, tenant_id, header)
    return refused.value.cause


def test_tenant_has_the_shape_of_aws(tx: Transaction, tenant_id: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9]{3}[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", tenant_id)
    assert scim_tenants.enable_provisioning(tx, STORE).tenant_id == tenant_id


def test_token_lets_in_for_a_year_whatever_the_case_of_bearer(tx: Transaction, tenant_id: str) -> None:
    token, secret = scim_tenants.create_token(tx, tenant_id)
    assert re.fullmatch(r"[0-9a-zA-Z/=+\-\\]{500,620}", secret)
    assert token.expires_at - token.created_at == timedelta(days=365)
    for scheme in ("Bearer", "bearer", "BEARER"):
        tenant, found = scim_tenants.authenticate(tx, tenant_id, f"{scheme} {secret}")
        assert (tenant.tenant_id, found) == (tenant_id, token)
    tx.clock.advance(timedelta(days=365))
    assert cause_of(tx, tenant_id, f"Bearer {secret}") == "scim.token.expired"


def test_secret_of_a_token_is_not_kept(tx: Transaction, tenant_id: str) -> None:
    _, secret = scim_tenants.create_token(tx, tenant_id)
    assert secret not in str(tx.rows(select(scim_tokens)))


def test_third_token_is_refused_even_when_the_others_have_expired(tx: Transaction, tenant_id: str) -> None:
    old, _ = scim_tenants.create_token(tx, tenant_id, age=timedelta(days=400))
    scim_tenants.create_token(tx, tenant_id)
    with pytest.raises(Refusal) as refused:
        scim_tenants.create_token(tx, tenant_id)
    assert refused.value.cause == "scim.token.third"
    scim_tenants.delete_token(tx, tenant_id, old.token_id)
    scim_tenants.create_token(tx, tenant_id)
    assert len(scim_tenants.list_tokens(tx, tenant_id)) == 2


def test_rotation_leaves_no_gap(tx: Transaction, tenant_id: str) -> None:
    old, old_secret = scim_tenants.create_token(tx, tenant_id)
    _, new_secret = scim_tenants.create_token(tx, tenant_id)
    for secret in (old_secret, new_secret):
        scim_tenants.authenticate(tx, tenant_id, f"Bearer {secret}")
    scim_tenants.delete_token(tx, tenant_id, old.token_id)
    assert cause_of(tx, tenant_id, f"Bearer {old_secret}") == "scim.token.wrong"
    scim_tenants.authenticate(tx, tenant_id, f"Bearer {new_secret}")


def test_token_of_another_tenant_is_wrong(tx: Transaction, tenant_id: str) -> None:
    other = scim_tenants.enable_provisioning(tx, "d-1111111111").tenant_id
    _, secret = scim_tenants.create_token(tx, other)
    assert cause_of(tx, tenant_id, f"Bearer {secret}") == "scim.token.wrong"


def test_unknown_token_cannot_be_deleted(tx: Transaction, tenant_id: str) -> None:
    with pytest.raises(LookupError):
        scim_tenants.delete_token(tx, tenant_id, "none")


def test_provisioning_is_disabled_only_without_tokens(tx: Transaction, tenant_id: str) -> None:
    token, _ = scim_tenants.create_token(tx, tenant_id)
    with pytest.raises(Refusal) as refused:
        scim_tenants.disable_provisioning(tx, STORE)
    assert refused.value.cause == "scim.tenant.has-tokens"
    scim_tenants.delete_token(tx, tenant_id, token.token_id)
    scim_tenants.disable_provisioning(tx, STORE)
    assert scim_tenants.tenant_of_identity_store(tx, STORE) is None
    scim_tenants.disable_provisioning(tx, STORE)


def test_enabling_again_makes_another_tenant_and_the_old_one_is_gone_for_good(
    tx: Transaction, tenant_id: str
) -> None:
    scim_tenants.disable_provisioning(tx, STORE)
    new = scim_tenants.enable_provisioning(tx, STORE)
    assert new.tenant_id != tenant_id
    assert cause_of(tx, tenant_id, "Bearer x") == "scim.tenant.retired"
    assert cause_of(tx, "never-existed", "Bearer x") == "scim.tenant.unknown"
