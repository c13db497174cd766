"""Automatic provisioning: the SCIM tenant and its access tokens."""

from datetime import datetime, timedelta

from pydantic import Field

from emulator.identity_source.scim_tenants import (
    TOKEN_LIFETIME,
    ScimTenant,
    create_token,
    delete_token,
    disable_provisioning,
    enable_provisioning,
    list_tokens,
    tenant_of_identity_store,
)
from emulator.identity_source.scim_throttling import is_throttled, throttle
from emulator.permissions.instances import organization_instance
from emulator.store.transaction import Transaction
from emulator.web.control.route import Answer, Body, Control, Declined


class Provisioning(Answer):
    """Automatic provisioning; tenant and endpoint are null while it is disabled."""

    enabled: bool
    tenant_id: str | None
    endpoint: str | None


class TokenInfo(Answer):
    """An access token without its secret."""

    token_id: str
    created_at: datetime
    expires_at: datetime


class TokenList(Answer):
    """The tenant's tokens, oldest first, expired ones included."""

    tokens: list[TokenInfo]


class NewToken(TokenInfo):
    """An access token with its secret, which is never shown again."""

    secret: str


class TokenRequest(Body):
    """A token to generate."""

    age_days: int = Field(
        0, ge=0, le=2 * TOKEN_LIFETIME.days, description="How long ago it was generated; tokens live 365 days."
    )


class ThrottlingSwitch(Body):
    """Whether AWS's request rates hold for the SCIM API."""

    enabled: bool = Field(description="true: 25 writes and 40 reads a second; false: as many as you like.")


class ThrottlingInfo(Answer):
    """Whether AWS's request rates hold for the SCIM API."""

    enabled: bool


def read_provisioning(control: Control) -> Provisioning:
    """Whether automatic provisioning is enabled, and the SCIM endpoint."""
    with control.context.store.transaction() as tx:
        tenant = tenant_of_identity_store(tx, organization_instance(tx).identity_store_id)
    return _describe(tenant, control.context.public_url)


def enable(control: Control) -> Provisioning:
    """Enable automatic provisioning; after it was disabled, under a new tenant."""
    with control.context.store.transaction() as tx:
        tenant = enable_provisioning(tx, organization_instance(tx).identity_store_id)
    return _describe(tenant, control.context.public_url)


def disable(control: Control) -> Provisioning:
    """Disable automatic provisioning; its tokens have to be deleted before."""
    with control.context.store.transaction() as tx:
        disable_provisioning(tx, organization_instance(tx).identity_store_id)
    return _describe(None, control.context.public_url)


def read_tokens(control: Control) -> TokenList:
    """The access tokens."""
    with control.context.store.transaction() as tx:
        return _tokens(tx, _tenant_id(tx))


def generate_token(control: Control, *, body: TokenRequest) -> NewToken:
    """Generate an access token; its secret is in this answer only."""
    with control.context.store.transaction() as tx:
        token, secret = create_token(tx, _tenant_id(tx), age=timedelta(days=body.age_days))
    return NewToken(token_id=token.token_id, created_at=token.created_at, expires_at=token.expires_at, secret=secret)


def remove_token(control: Control, *, token_id: str) -> TokenList:
    """Delete an access token; answers those that are left."""
    with control.context.store.transaction() as tx:
        tenant_id = _tenant_id(tx)
        try:
            delete_token(tx, tenant_id, token_id)
        except LookupError as missing:
            raise Declined(404, str(missing)) from missing
        return _tokens(tx, tenant_id)


def read_throttling(control: Control) -> ThrottlingInfo:
    """Whether AWS's request rates hold for the SCIM API."""
    with control.context.store.transaction() as tx:
        return ThrottlingInfo(enabled=is_throttled(tx))


def switch_throttling(control: Control, *, body: ThrottlingSwitch) -> ThrottlingInfo:
    """Let AWS's request rates hold for the SCIM API, or no longer."""
    with control.context.store.transaction() as tx:
        throttle(tx, body.enabled)
    return ThrottlingInfo(enabled=body.enabled)


def scim_endpoint(tenant_id: str, public_url: str) -> str:
    """The URL that a SCIM client is given, without a trailing slash as AWS's console shows it."""
    return f"{public_url}/{tenant_id}/scim/v2"


def _tenant_id(tx: Transaction) -> str:
    tenant = tenant_of_identity_store(tx, organization_instance(tx).identity_store_id)
    if tenant is None:
        raise Declined(409, "automatic provisioning is disabled; enable it with POST /_emulator/scim/tenant")
    return tenant.tenant_id


def _tokens(tx: Transaction, tenant_id: str) -> TokenList:
    return TokenList(
        tokens=[
            TokenInfo(token_id=token.token_id, created_at=token.created_at, expires_at=token.expires_at)
            for token in list_tokens(tx, tenant_id)
        ]
    )


def _describe(tenant: ScimTenant | None, public_url: str) -> Provisioning:
    if tenant is None:
        return Provisioning(enabled=False, tenant_id=None, endpoint=None)
    endpoint = scim_endpoint(tenant.tenant_id, public_url)
    return Provisioning(enabled=True, tenant_id=tenant.tenant_id, endpoint=endpoint)
