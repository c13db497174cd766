"""Automatic provisioning: the SCIM tenant of an identity store, and its access tokens (facts/scim.md §1)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select

from emulator.guide.refusal import Facts, Refusal
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.store.tables.identity_source import retired_scim_tenants, scim_tenants, scim_tokens
from emulator.store.transaction import Transaction

MOST_TOKENS = 2
TOKEN_LIFETIME = timedelta(days=365)

# unconfirmed: no answer to a bad token was ever published; these are the words of RFC 7644 that AWS's pages repeat.
_UNAUTHORIZED = "Authorization failure. The authorization header is invalid or missing."


@dataclass(frozen=True, kw_only=True)
class ScimTenant:
    """The SCIM endpoint of an identity store: `/<tenant_id>/scim/v2`."""

    tenant_id: str
    identity_store_id: str
    created_at: datetime


@dataclass(frozen=True, kw_only=True)
class ScimToken:
    """An access token without its secret, of which only a digest is kept."""

    token_id: str
    tenant_id: str
    created_at: datetime
    expires_at: datetime


def enable_provisioning(tx: Transaction, identity_store_id: str) -> ScimTenant:
    """Give the identity store a new SCIM tenant, without tokens; the present tenant where it has one already.

    Raises Refusal (active-directory.automatic-provisioning) while a directory is synchronized (facts/scim.md §1).
    """
    present = tenant_of_identity_store(tx, identity_store_id)
    if present is not None:
        return present
    if identity_source(tx, identity_store_id) is SourceKind.ACTIVE_DIRECTORY:
        raise Refusal(
            "ConflictException",
            # unconfirmed: AWS's words; its console offers the choice for an external identity provider only
            "Automatic provisioning is available for an external identity provider only.",
            cause="active-directory.automatic-provisioning",
            facts=Facts(
                where=f"identity source of {identity_store_id}",
                found=SourceKind.ACTIVE_DIRECTORY,
                expected=SourceKind.EXTERNAL_IDP,
            ),
        )
    tenant = ScimTenant(tenant_id=tx.ids.scim_tenant_id(), identity_store_id=identity_store_id, created_at=tx.now())
    tx.execute(insert(scim_tenants).values(**vars(tenant)))
    return tenant


def disable_provisioning(tx: Transaction, identity_store_id: str) -> None:
    """Retire the identity store's tenant; its id never works again.

    Raises Refusal while the tenant has tokens (facts/scim.md §1.2). Nothing happens where there is no tenant.
    """
    tenant = tenant_of_identity_store(tx, identity_store_id)
    if tenant is None:
        return
    tokens = list_tokens(tx, tenant.tenant_id)
    if tokens:
        # unconfirmed: code and text; the console asks to delete the tokens first.
        raise Refusal(
            "ConflictException",
            "Delete the access tokens before you disable automatic provisioning.",
            cause="scim.tenant.has-tokens",
            facts=Facts(where="access tokens", found=f"{len(tokens)} tokens", expected="no token"),
        )
    tx.execute(delete(scim_tenants).where(scim_tenants.c.tenant_id == tenant.tenant_id))
    tx.execute(
        insert(retired_scim_tenants).values(
            tenant_id=tenant.tenant_id, identity_store_id=identity_store_id, retired_at=tx.now()
        )
    )


def create_token(tx: Transaction, tenant_id: str, *, age: timedelta = timedelta()) -> tuple[ScimToken, str]:
    """A new access token and its secret, which cannot be read again; with `age`, one generated that long ago.

    Raises Refusal for the third token of a tenant, expired ones counted too. LookupError for an unknown tenant.
    """
    # The lock keeps two simultaneous requests from seeing one token each.
    if (
        tx.row(select(scim_tenants.c.tenant_id).where(scim_tenants.c.tenant_id == tenant_id).with_for_update())
        is None
    ):
        raise LookupError(f"there is no tenant {tenant_id}")
    tokens = list_tokens(tx, tenant_id)
    if len(tokens) >= MOST_TOKENS:
        # unconfirmed: code and text; the console only says that one has to be deleted.
        raise Refusal(
            "ServiceQuotaExceededException",
            f"A directory can have {MOST_TOKENS} access tokens at a time. Delete one to generate another.",
            cause="scim.token.third",
            facts=Facts(
                where="access tokens",
                found=f"{len(tokens)} tokens: {', '.join(token.token_id for token in tokens)}",
                expected=f"at most {MOST_TOKENS} tokens, expired ones included",
            ),
        )
    created_at = tx.now() - age
    secret = tx.ids.scim_token()
    token = ScimToken(
        token_id=tx.ids.uuid(),
        tenant_id=tenant_id,
        created_at=created_at,
        expires_at=created_at + TOKEN_LIFETIME,
    )
    tx.execute(insert(scim_tokens).values(**vars(token), secret_sha256=_digest(secret)))
    return token, secret


def delete_token(tx: Transaction, tenant_id: str, token_id: str) -> None:
    """Make the token invalid at once. LookupError where the tenant has no such token."""
    condition: Any = (scim_tokens.c.tenant_id == tenant_id) & (scim_tokens.c.token_id == token_id)
    if tx.execute(delete(scim_tokens).where(condition)) == 0:
        raise LookupError(f"tenant {tenant_id} has no token {token_id}")


def list_tokens(tx: Transaction, tenant_id: str) -> Sequence[ScimToken]:
    """The tenant's tokens, oldest first, expired ones included."""
    columns = scim_tokens.c
    statement = select(columns.token_id, columns.tenant_id, columns.created_at, columns.expires_at)
    rows = tx.rows(statement.where(columns.tenant_id == tenant_id).order_by(columns.created_at, columns.token_id))
    return [ScimToken(**row) for row in rows]


def tenant_of_identity_store(tx: Transaction, identity_store_id: str) -> ScimTenant | None:
    """The tenant of the identity store; None while automatic provisioning is disabled."""
    return _tenant(tx, scim_tenants.c.identity_store_id == identity_store_id)


def authenticate(tx: Transaction, tenant_id: str, authorization_header: str | None) -> tuple[ScimTenant, ScimToken]:
    """The tenant and the token that a request presents.

    Raises Refusal: ResourceNotFoundException for a retired tenant (observed, facts/scim.md §1.3), and
    UnauthorizedException for an unknown tenant and for a token that is missing, wrong, deleted or expired.
    """
    tenant = _tenant(tx, scim_tenants.c.tenant_id == tenant_id)
    if tenant is None:
        raise _no_tenant(tx, tenant_id)
    scheme, _, secret = (authorization_header or "").strip().partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        found = "no Authorization header" if not authorization_header else f"an Authorization header of {scheme!r}"
        raise _unauthorized("scim.token.missing", found, "Authorization: Bearer <access token>")
    row = tx.row(
        select(scim_tokens).where(
            scim_tokens.c.secret_sha256 == _digest(secret.strip()), scim_tokens.c.tenant_id == tenant_id
        )
    )
    if row is None:
        raise _unauthorized("scim.token.wrong", "a token that this tenant does not have", "one of its access tokens")
    token = ScimToken(**{name: row[name] for name in ScimToken.__dataclass_fields__})
    if token.expires_at <= tx.now():
        found = f"token {token.token_id}, which expired at {token.expires_at:%Y-%m-%d %H:%M} UTC"
        raise _unauthorized("scim.token.expired", found, "a token generated less than a year ago")
    return tenant, token


def _no_tenant(tx: Transaction, tenant_id: str) -> Refusal:
    retired = tx.row(select(retired_scim_tenants).where(retired_scim_tenants.c.tenant_id == tenant_id))
    if retired is not None:
        return Refusal(
            "ResourceNotFoundException",
            "TENANT does not exist.",
            cause="scim.tenant.retired",
            facts=Facts(where="SCIM endpoint", found=f"tenant {tenant_id}", expected="the present tenant's endpoint"),
        )
    return _unauthorized("scim.tenant.unknown", f"tenant {tenant_id}", "a tenant of this emulator", "SCIM endpoint")


def _unauthorized(cause: str, found: str, expected: str, where: str = "Authorization header") -> Refusal:
    facts = Facts(where=where, found=found, expected=expected)
    return Refusal("UnauthorizedException", _UNAUTHORIZED, cause=cause, facts=facts)


def _tenant(tx: Transaction, condition: Any) -> ScimTenant | None:
    row = tx.row(select(scim_tenants).where(condition))
    return None if row is None else ScimTenant(**row)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()
