"""The device flow (RFC 8628): a program shows a code, and asks until a person has allowed it in a browser."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import RowMapping, delete, insert, select, update

from emulator.guide.refusal import Refusal
from emulator.permissions.instances import Instance
from emulator.signin.tokens import grant_types
from emulator.signin.tokens.clients import Client
from emulator.signin.tokens.refusals import (
    ACCESS_DENIED,
    AUTHORIZATION_PENDING,
    EXPIRED_TOKEN,
    SLOW_DOWN,
    client_not_registered_for,
    invalid_grant,
    refused,
)
from emulator.signin.tokens.secrets import sha256
from emulator.store.tables.tokens import device_authorizations
from emulator.store.transaction import Transaction

# Both as observed (facts/awsapi.md §4.3).
LIFETIME = timedelta(seconds=600)
INTERVAL = timedelta(seconds=1)

# unconfirmed: when AWS says slow_down. The AWS CLI asks twice at once before it waits for the interval.
_POLLS_IN_ADVANCE = 3

_REMEMBERED = timedelta(days=1)

_COLUMNS = device_authorizations.c


class State(StrEnum):
    """What became of the request."""

    PENDING = "pending"
    ALLOWED = "allowed"
    DENIED = "denied"
    REDEEMED = "redeemed"


@dataclass(frozen=True, kw_only=True)
class DeviceAuthorization:
    """A program's request. `session_id` is the portal session of the person who allowed it."""

    user_code: str
    client_id: str
    instance_arn: str
    region: str
    state: State
    session_id: str | None
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class NewDeviceAuthorization:
    """A request together with its device code; this is the only moment at which the code can be read."""

    authorization: DeviceAuthorization
    device_code: str = field(repr=False)


def start_device_authorization(
    tx: Transaction, client: Client, instance: Instance, *, region: str
) -> NewDeviceAuthorization:
    """A new request of the client, at the endpoint of that Region. Raises UnauthorizedClientException."""
    if not client.may_use(grant_types.DEVICE_CODE):
        raise client_not_registered_for(grant_types.DEVICE_CODE, client.grant_types)
    now = tx.now()
    authorization = DeviceAuthorization(
        user_code=tx.ids.user_code(),
        client_id=client.client_id,
        instance_arn=instance.instance_arn,
        region=region,
        state=State.PENDING,
        session_id=None,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    device_code = tx.ids.secret(86)
    tx.execute(delete(device_authorizations).where(_COLUMNS.expires_at < now - _REMEMBERED))
    tx.execute(
        insert(device_authorizations).values(
            **vars(authorization),
            device_code_sha256=sha256(device_code),
            polls_left=_POLLS_IN_ADVANCE,
            polled_at=now,
        )
    )
    return NewDeviceAuthorization(authorization, device_code)


def note_poll(tx: Transaction, device_code: str) -> bool:
    """Count one more question for the token; tells whether it came too soon.

    Runs in a transaction of its own, because the answer `authorization_pending` undoes the one of the question.
    """
    row = tx.row(select(device_authorizations).where(_COLUMNS.device_code_sha256 == sha256(device_code)))
    if row is None:
        return False
    intervals = max(0, (tx.now() - row["polled_at"]) // INTERVAL)
    allowed = min(_POLLS_IN_ADVANCE, row["polls_left"] + intervals)
    polled_at = row["polled_at"] + intervals * INTERVAL
    tx.execute(
        update(device_authorizations)
        .where(_COLUMNS.device_code_sha256 == row["device_code_sha256"])
        .values(polls_left=max(0, allowed - 1), polled_at=polled_at)
    )
    return bool(allowed == 0)


def authorization_of_user_code(tx: Transaction, typed: str) -> DeviceAuthorization | None:
    """The request of a code as a person types it: with or without the dash, in any case."""
    letters = "".join(character for character in typed.upper() if character.isalnum())
    row = tx.row(select(device_authorizations).where(_COLUMNS.user_code == f"{letters[:4]}-{letters[4:]}"))
    return None if row is None else _authorization(row)


def decide(tx: Transaction, authorization: DeviceAuthorization, *, session_id: str, allowed: bool) -> bool:
    """Allow or deny a pending request for the person of that session; False when it is decided already, or over."""
    return (
        tx.execute(
            update(device_authorizations)
            .where(
                _COLUMNS.user_code == authorization.user_code,
                _COLUMNS.state == State.PENDING,
                _COLUMNS.expires_at > tx.now(),
            )
            .values(state=State.ALLOWED if allowed else State.DENIED, session_id=session_id)
        )
        > 0
    )


def redeem_device_code(tx: Transaction, client: Client, device_code: str, *, too_soon: bool) -> DeviceAuthorization:
    """The request that the person has allowed, now used up.

    Raises AuthorizationPending-, SlowDown-, ExpiredToken-, AccessDenied- or InvalidGrantException.
    """
    digest = sha256(device_code)
    row = tx.row(select(device_authorizations).where(_COLUMNS.device_code_sha256 == digest))
    if row is None or row["client_id"] != client.client_id:
        found = "a code that was never given out" if row is None else "the code of another client"
        raise _unusable(found)
    authorization = _authorization(row)
    _check_allowed(tx, authorization, too_soon)
    used = tx.execute(
        update(device_authorizations)
        .where(_COLUMNS.device_code_sha256 == digest, _COLUMNS.state == State.ALLOWED)
        .values(state=State.REDEEMED)
    )
    if not used:
        raise _unusable("a code that was used at the same moment")
    return authorization


def _check_allowed(tx: Transaction, authorization: DeviceAuthorization, too_soon: bool) -> None:
    if authorization.state is State.REDEEMED:
        raise _unusable("a code that was used before")
    if authorization.state is State.DENIED:
        raise refused(
            "AccessDeniedException",
            ACCESS_DENIED,
            "token.access-denied",
            where="deviceCode",
            found=f"the person denied the request {authorization.user_code}",
            expected="a request that the person allows",
        )
    if authorization.expires_at <= tx.now():
        raise refused(
            "ExpiredTokenException",
            EXPIRED_TOKEN,
            "token.device-code-expired",
            where="deviceCode",
            found=f"a code that ended at {authorization.expires_at:%Y-%m-%dT%H:%M:%SZ}",
            expected=f"a code that is at most {LIFETIME.seconds // 60} minutes old",
        )
    if authorization.state is State.PENDING:
        raise _slow_down() if too_soon else _pending(authorization)


def _pending(authorization: DeviceAuthorization) -> Refusal:
    return refused(
        "AuthorizationPendingException",
        AUTHORIZATION_PENDING,
        "token.authorization-pending",
        where="deviceCode",
        found=f"nobody has allowed or denied the request {authorization.user_code} yet",
        expected="a person who opens verificationUriComplete and chooses Allow access",
    )


def _slow_down() -> Refusal:
    return refused(
        "SlowDownException",
        SLOW_DOWN,
        "token.slow-down",
        where="CreateToken",
        found="a question before the interval was over",
        expected=f"one question in {INTERVAL.seconds} s, and 5 s more after this answer",
    )


def _unusable(found: str) -> Refusal:
    return invalid_grant(
        "token.device-code", where="deviceCode", found=found, expected="the code of StartDeviceAuthorization, once"
    )


def _authorization(row: RowMapping) -> DeviceAuthorization:
    values = {name: row[name] for name in DeviceAuthorization.__dataclass_fields__}
    return DeviceAuthorization(**values | {"state": State(values["state"])})
