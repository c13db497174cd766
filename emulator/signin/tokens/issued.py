"""Access and refresh tokens: giving them out, renewing them, and what a refresh depends on."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import RowMapping, delete, insert, select

from emulator.directory.users import users_of_ids
from emulator.guide.refusal import Refusal
from emulator.permissions.instances import instance_of_arn
from emulator.signin.sessions import Standing, standing_of_session
from emulator.signin.tokens import grant_types
from emulator.signin.tokens.clients import Client
from emulator.signin.tokens.refusals import INVALID_REFRESH_TOKEN, invalid_grant, refused
from emulator.signin.tokens.secrets import sha256
from emulator.store.tables.tokens import tokens
from emulator.store.transaction import Transaction

# facts/awsapi.md §4.3: clients with scopes renew their tokens, older ones get one for a working day.
LIFETIME_WITH_SCOPES = timedelta(hours=1)
LIFETIME_WITHOUT_SCOPES = timedelta(hours=8)

# So long after its end a token is still known, for the diagnosis.
_REMEMBERED = timedelta(days=7)


class Kind(StrEnum):
    """What a token is for."""

    ACCESS = "access"
    REFRESH = "refresh"


@dataclass(frozen=True, kw_only=True)
class Token:
    """A token as the store knows it. Refresh tokens have no end; one without a session is an application's."""

    token_id: str
    kind: Kind
    client_id: str
    instance_arn: str
    user_id: str
    session_id: str | None
    scopes: tuple[str, ...]
    issued_at: datetime
    expires_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class Issued:
    """The answer to a program; the only moment at which new tokens can be read."""

    token: Token
    access_token: str = field(repr=False)
    refresh_token: str | None = field(repr=False)
    expires_in: int


@dataclass(frozen=True, kw_only=True)
class Grant:
    """For whom tokens are given out, and to whom. `renewable` tells whether a refresh token comes along."""

    client_id: str
    instance_arn: str
    user_id: str
    session_id: str | None
    scopes: tuple[str, ...]
    renewable: bool
    lifetime: timedelta


def grant_of_session(tx: Transaction, client: Client, session_id: str, scopes: tuple[str, ...]) -> Grant:
    """What a person allowed a client. Raises InvalidGrantException where the portal session is over meanwhile."""
    standing = standing_of_session(tx, session_id)
    over = why_over(tx, standing)
    if standing is None or over is not None:
        raise session_ended(over)
    return Grant(
        client_id=client.client_id,
        instance_arn=standing.session.instance_arn,
        user_id=standing.session.user_id,
        session_id=session_id,
        scopes=scopes,
        renewable=bool(scopes) and client.may_use(grant_types.REFRESH_TOKEN),
        lifetime=LIFETIME_WITH_SCOPES if scopes else LIFETIME_WITHOUT_SCOPES,
    )


def issue(tx: Transaction, grant: Grant) -> Issued:
    """An access token, and with a renewable grant a refresh token."""
    refresh_token = tx.ids.refresh_token() if grant.renewable else None
    if refresh_token is not None:
        _keep(tx, grant, refresh_token, Kind.REFRESH, expires_at=None)
    return with_access_token(tx, grant, refresh_token)


def renew(tx: Transaction, client: Client, refresh_token: str) -> Issued:
    """A new access token for a refresh token, which stays the same. Raises InvalidGrantException.

    unconfirmed: whether AWS gives out another refresh token.
    """
    token = find_token(tx, refresh_token)
    if token is None or token.kind is not Kind.REFRESH or token.client_id != client.client_id:
        found = "the token of another client" if token and token.kind is Kind.REFRESH else "a token that is unknown"
        raise _refresh_refused("token.refresh-unknown", found, "the refresh token that CreateToken has answered")
    assert token.session_id is not None, "tokens of registered clients belong to a session"
    over = why_over(tx, standing_of_session(tx, token.session_id))
    if over is not None:
        raise _refresh_refused("token.refresh-session-ended", over, "a portal session that is alive")
    grant = Grant(
        client_id=token.client_id,
        instance_arn=token.instance_arn,
        user_id=token.user_id,
        session_id=token.session_id,
        scopes=token.scopes,
        renewable=True,
        lifetime=LIFETIME_WITH_SCOPES,
    )
    return with_access_token(tx, grant, refresh_token)


def find_token(tx: Transaction, secret: str) -> Token | None:
    """The token of that secret, over or not."""
    row = tx.row(select(tokens).where(tokens.c.token_sha256 == sha256(secret)))
    return None if row is None else _token(row)


def session_ended(over: str | None) -> Refusal:
    """The session in which the person allowed the request is over; `over` tells why."""
    return invalid_grant(
        "token.session-ended",
        where="the portal session in which the person allowed the request",
        found=over or "no session",
        expected="a session that is alive",
    )


def forget_token(tx: Transaction, secret: str) -> None:
    """End one token."""
    tx.execute(delete(tokens).where(tokens.c.token_sha256 == sha256(secret)))


def why_over(tx: Transaction, standing: Standing | None) -> str | None:
    """Why a session gives nothing any more, in words; None while it is alive and its user enabled."""
    if standing is None:
        return "no session of that id"
    if standing.over is not None:
        return f"{standing.over} at {standing.over_since:%Y-%m-%dT%H:%M:%SZ}"
    instance = instance_of_arn(tx, standing.session.instance_arn)
    found = users_of_ids(tx, instance.identity_store_id, [standing.session.user_id])
    if not found:
        return f"user {standing.session.user_id} was deleted"
    return None if found[0].active else f"user {found[0].user_name} was disabled"


def with_access_token(tx: Transaction, grant: Grant, refresh_token: str | None) -> Issued:
    """A new access token beside the refresh token that the client has already, if any."""
    tx.execute(delete(tokens).where(tokens.c.expires_at < tx.now() - _REMEMBERED))
    access_token = tx.ids.access_token()
    token = _keep(tx, grant, access_token, Kind.ACCESS, expires_at=tx.now() + grant.lifetime)
    return Issued(
        token=token,
        access_token=access_token,
        refresh_token=refresh_token,
        expires_in=int(grant.lifetime.total_seconds()),
    )


def _keep(tx: Transaction, grant: Grant, secret: str, kind: Kind, *, expires_at: datetime | None) -> Token:
    token = Token(
        token_id=tx.ids.uuid(),
        kind=kind,
        client_id=grant.client_id,
        instance_arn=grant.instance_arn,
        user_id=grant.user_id,
        session_id=grant.session_id,
        scopes=grant.scopes,
        issued_at=tx.now(),
        expires_at=expires_at,
    )
    tx.execute(insert(tokens).values(**vars(token) | {"scopes": list(token.scopes)}, token_sha256=sha256(secret)))
    return token


def _token(row: RowMapping) -> Token:
    values = {name: row[name] for name in Token.__dataclass_fields__}
    return Token(**values | {"kind": Kind(values["kind"]), "scopes": tuple(values["scopes"])})


def _refresh_refused(cause: str, found: str, expected: str) -> Refusal:
    return refused(
        "InvalidGrantException",
        INVALID_REFRESH_TOKEN,
        cause,
        where="refreshToken",
        found=found,
        expected=expected,
    )
