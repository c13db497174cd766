"""Sessions of the AWS access portal (facts/signin.md §3.5). The secret is known to the person's browser only."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, RowMapping, Update, insert, select, update

from emulator.store.tables.signin import sessions
from emulator.store.transaction import Transaction


class EndReason(StrEnum):
    """Why a session is over; the first two end it before its time."""

    SIGNED_OUT = "signed-out"
    REVOKED = "revoked"
    EXPIRED = "expired"


@dataclass(frozen=True, kw_only=True)
class Session:
    """A session; `principal_tags` are the attributes for access control that the identity provider sent."""

    session_id: str
    instance_arn: str
    user_id: str
    principal_tags: Mapping[str, str]
    started_at: datetime
    expires_at: datetime


@dataclass(frozen=True)
class Standing:
    """A session, alive or not: `over` tells why it is over, `over_since` since when."""

    session: Session
    over: EndReason | None
    over_since: datetime | None


@dataclass(frozen=True)
class NewSession:
    """A session together with its secret; this is the only moment at which the secret can be read."""

    session: Session
    secret: str


def start_session(
    tx: Transaction, instance_arn: str, user_id: str, *, expires_at: datetime, principal_tags: Mapping[str, str]
) -> NewSession:
    """A new session of that user; the store keeps only a hash of its secret."""
    session = Session(
        session_id=tx.ids.uuid(),
        instance_arn=instance_arn,
        user_id=user_id,
        principal_tags=dict(principal_tags),
        started_at=tx.now(),
        expires_at=expires_at,
    )
    secret = tx.ids.secret()
    tx.execute(insert(sessions).values(**vars(session), secret_sha256=_sha256(secret)))
    return NewSession(session, secret)


def live_session(tx: Transaction, instance_arn: str, secret: str) -> Session | None:
    """The session of that secret, unless it has expired or was ended."""
    row = tx.row(
        select(sessions).where(
            sessions.c.secret_sha256 == _sha256(secret),
            sessions.c.instance_arn == instance_arn,
            sessions.c.ended_at.is_(None),
            sessions.c.expires_at > tx.now(),
        )
    )
    return _session(row) if row is not None else None


def standing_of_session(tx: Transaction, session_id: str) -> Standing | None:
    """How the session of that id stands; None where there never was one."""
    return _standing(tx, sessions.c.session_id == session_id)


def standing_of_secret(tx: Transaction, secret: str) -> Standing | None:
    """How the session of that secret stands; None where there never was one."""
    return _standing(tx, sessions.c.secret_sha256 == _sha256(secret))


def live_sessions_of_user(tx: Transaction, instance_arn: str, user_id: str) -> tuple[Session, ...]:
    """The sessions of a user that are alive, newest first."""
    alive = sessions.c.ended_at.is_(None) & (sessions.c.expires_at > tx.now())
    of_user = (sessions.c.instance_arn == instance_arn) & (sessions.c.user_id == user_id)
    found = select(sessions).where(alive, of_user).order_by(sessions.c.started_at.desc(), sessions.c.session_id)
    return tuple(_session(row) for row in tx.rows(found))


def latest_standing_of_user(tx: Transaction, instance_arn: str, user_id: str) -> Standing | None:
    """How the session stands that the user started last; None where the user never signed in."""
    of_user = (sessions.c.instance_arn == instance_arn) & (sessions.c.user_id == user_id)
    newest = select(sessions.c.session_id).where(of_user).order_by(sessions.c.started_at.desc()).limit(1)
    return _standing(tx, sessions.c.session_id == newest.scalar_subquery())


def end_session(tx: Transaction, session_id: str, reason: EndReason) -> bool:
    """End one session; tells whether it was still alive."""
    return tx.execute(_ended(tx, reason).where(sessions.c.session_id == session_id)) > 0


def revoke_sessions(tx: Transaction, instance_arn: str, user_id: str, chosen: Collection[str]) -> tuple[str, ...]:
    """End the user's sessions of those ids; returns the ids of those that were alive. Other people's stay."""
    alive = live_sessions_of_user(tx, instance_arn, user_id)
    ended = tuple(each.session_id for each in alive if each.session_id in chosen)
    tx.execute(_ended(tx, EndReason.REVOKED).where(sessions.c.session_id.in_(ended)))
    return ended


def _standing(tx: Transaction, which: ColumnElement[bool]) -> Standing | None:
    row = tx.row(select(sessions).where(which))
    if row is None:
        return None
    if row["ended_at"] is not None:
        return Standing(_session(row), EndReason(row["end_reason"]), row["ended_at"])
    expired = row["expires_at"] <= tx.now()
    return Standing(_session(row), EndReason.EXPIRED if expired else None, row["expires_at"] if expired else None)


def _session(row: RowMapping) -> Session:
    return Session(**{name: row[name] for name in Session.__dataclass_fields__})


def _ended(tx: Transaction, reason: EndReason) -> Update:
    alive = sessions.c.ended_at.is_(None) & (sessions.c.expires_at > tx.now())
    return update(sessions).where(alive).values(ended_at=tx.now(), end_reason=reason)


def _sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
