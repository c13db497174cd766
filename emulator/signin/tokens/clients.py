"""Programs that register before they ask for tokens: public clients, for 90 days (facts/awsapi.md §4.3)."""

import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, delete, insert, select

from emulator.guide.refusal import Refusal
from emulator.permissions.instances import Instance, instance_of_arn, organization_instance
from emulator.signin.tokens import grant_types
from emulator.signin.tokens.redirect_uris import checked_redirect_uris
from emulator.signin.tokens.refusals import (
    INVALID_CLIENT,
    INVALID_CLIENT_METADATA,
    INVALID_REQUEST,
    refused,
    unsupported_grant_type,
)
from emulator.signin.tokens.scopes import checked_scopes
from emulator.signin.tokens.secrets import sha256
from emulator.store.tables.tokens import token_clients
from emulator.store.transaction import Transaction

LIFETIME = timedelta(days=90)

# So long after its end a registration is still known, for the diagnosis.
_REMEMBERED = timedelta(days=30)


@dataclass(frozen=True, kw_only=True)
class ClientDraft:
    """What a program says when it registers. `instance` is that of its issuer URL, if it gave one."""

    name: str
    type: str
    scopes: tuple[str, ...] = ()
    redirect_uris: tuple[str, ...] = ()
    grant_types: tuple[str, ...] = ()
    instance: Instance | None = None
    region: str


@dataclass(frozen=True, kw_only=True)
class Client:
    """A registered client. `region` is that of the endpoint at which it registered."""

    client_id: str
    name: str
    scopes: tuple[str, ...]
    redirect_uris: tuple[str, ...]
    grant_types: tuple[str, ...]
    instance_arn: str | None
    region: str
    issued_at: datetime
    expires_at: datetime

    def may_use(self, grant_type: str) -> bool:
        """Whether it registered for the grant type; one that named none is a client of the device flow."""
        if not self.grant_types:
            return grant_type in (grant_types.DEVICE_CODE, grant_types.REFRESH_TOKEN)
        return grant_type in self.grant_types


@dataclass(frozen=True)
class NewClient:
    """A client together with its secret; this is the only moment at which the secret can be read."""

    client: Client
    secret: str = field(repr=False)


def register_client(tx: Transaction, draft: ClientDraft) -> NewClient:
    """Register a program. Raises a Refusal with one of the exceptions of RegisterClient."""
    _check(draft)
    client = Client(
        client_id=tx.ids.token_client_id(draft.region),
        name=draft.name,
        scopes=checked_scopes(draft.scopes),
        redirect_uris=checked_redirect_uris(draft.redirect_uris),
        grant_types=draft.grant_types,
        instance_arn=draft.instance.instance_arn if draft.instance else None,
        region=draft.region,
        issued_at=tx.now(),
        expires_at=tx.now() + LIFETIME,
    )
    secret = tx.ids.token_client_secret()
    lists = {name: list(getattr(client, name)) for name in _LISTS}
    tx.execute(delete(token_clients).where(token_clients.c.expires_at < tx.now() - _REMEMBERED))
    tx.execute(insert(token_clients).values(**vars(client) | lists, client_secret_sha256=sha256(secret)))
    return NewClient(client, secret)


def authenticated_client(tx: Transaction, client_id: str, client_secret: str) -> Client:
    """The client of that id. Raises InvalidClientException: unknown, wrong secret, or its registration is over."""
    row = _row(tx, client_id)
    if row is None or not hmac.compare_digest(row["client_secret_sha256"], sha256(client_secret)):
        raise _invalid_client(
            "token.client-unknown",
            where="clientId" if row is None else "clientSecret",
            found=client_id if row is None else "another secret",
            expected="what RegisterClient has answered",
        )
    return _still_registered(tx, _client(row))


def find_client(tx: Transaction, client_id: str) -> Client:
    """The client of that id, which cannot prove itself in a browser. Raises InvalidClientException."""
    row = _row(tx, client_id)
    if row is None:
        raise _invalid_client(
            "token.client-unknown",
            where="client_id",
            found=client_id,
            expected="an id that RegisterClient has answered",
        )
    return _still_registered(tx, _client(row))


def instance_of_client(tx: Transaction, client: Client) -> Instance:
    """The instance that the client named when it registered; else that of the organization."""
    if client.instance_arn is None:
        return organization_instance(tx)
    try:
        return instance_of_arn(tx, client.instance_arn)
    except LookupError:
        # Its account instance was deleted since.
        return organization_instance(tx)


def _check(draft: ClientDraft) -> None:
    if draft.type != "public":
        raise _invalid_metadata("clientType", draft.type, "public, the only type of clients that there is")
    if not draft.name.strip() or not draft.name.isprintable():
        raise _invalid_metadata("clientName", repr(draft.name), "a name that the person is shown")
    for grant_type in draft.grant_types:
        if grant_type not in grant_types.OF_CLIENTS:
            raise unsupported_grant_type(grant_type, grant_types.OF_CLIENTS)
    if grant_types.AUTHORIZATION_CODE in draft.grant_types:
        for name, value in (("redirectUris", draft.redirect_uris), ("issuerUrl", draft.instance)):
            if not value:
                raise _lacks(name)


def _still_registered(tx: Transaction, client: Client) -> Client:
    if client.expires_at > tx.now():
        return client
    raise _invalid_client(
        "token.client-expired",
        where="clientId",
        found=f"a registration that ended at {client.expires_at:%Y-%m-%dT%H:%M:%SZ}",
        expected=f"one that is at most {LIFETIME.days} days old",
    )


def _row(tx: Transaction, client_id: str) -> RowMapping | None:
    return tx.row(select(token_clients).where(token_clients.c.client_id == client_id.replace("\0", " ")))


_LISTS = ("scopes", "redirect_uris", "grant_types")


def _client(row: RowMapping) -> Client:
    values = {name: row[name] for name in Client.__dataclass_fields__}
    return Client(**values | {name: tuple(row[name]) for name in _LISTS})


def _invalid_client(cause: str, *, where: str, found: str, expected: str) -> Refusal:
    return refused("InvalidClientException", INVALID_CLIENT, cause, where=where, found=found, expected=expected)


def _invalid_metadata(where: str, found: str, expected: str) -> Refusal:
    return refused(
        "InvalidClientMetadataException",
        INVALID_CLIENT_METADATA,
        "token.client-metadata",
        where=where,
        found=found,
        expected=expected,
    )


def _lacks(parameter: str) -> Refusal:
    return refused(
        "InvalidRequestException",
        INVALID_REQUEST,
        "token.parameter-missing",
        where=parameter,
        found="no value",
        expected=f"a value, for a client that registers for {grant_types.AUTHORIZATION_CODE}",
    )
