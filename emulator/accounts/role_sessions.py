"""Sessions of roles: who holds which temporary credentials, until when, with which tags."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, delete, insert, select

from emulator.store.tables import accounts as tables
from emulator.store.transaction import Transaction

# Kept so long after their end, so that their holders are told that they have expired.
_MEMORY = timedelta(days=2)

_SESSIONS = tables.role_sessions.c


@dataclass(frozen=True, kw_only=True)
class RoleSession:
    """One session of a role. `session_policies` limit it, `tags` are its principal tags."""

    access_key_id: str
    account_id: str
    role_arn: str
    role_id: str
    session_name: str
    issued_at: datetime
    expires_at: datetime
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive_tag_keys: tuple[str, ...] = ()
    session_policies: tuple[str, ...] = ()
    source_identity: str | None = None

    @property
    def arn(self) -> str:
        """The ARN of the session; unlike the role's it leaves the path out."""
        return f"arn:aws:sts::{self.account_id}:assumed-role/{self.role_arn.rpartition('/')[2]}/{self.session_name}"

    @property
    def assumed_role_id(self) -> str:
        """`<role id>:<session name>`."""
        return f"{self.role_id}:{self.session_name}"


@dataclass(frozen=True, kw_only=True)
class Credentials:
    """Temporary credentials."""

    access_key_id: str
    secret_access_key: str = field(repr=False)
    session_token: str = field(repr=False)
    expiration: datetime


@dataclass(frozen=True, kw_only=True)
class SessionRequest:
    """What a new session is to be."""

    account_id: str
    role_arn: str
    role_id: str
    session_name: str
    duration: timedelta
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive_tag_keys: Sequence[str] = ()
    session_policies: Sequence[str] = ()
    source_identity: str | None = None


def start_role_session(tx: Transaction, wanted: SessionRequest) -> tuple[RoleSession, Credentials]:
    """Give out credentials for a role; whether the caller may have them was decided before."""
    now = tx.now()
    tx.execute(delete(tables.role_sessions).where(_SESSIONS.expires_at < now - _MEMORY))
    session = RoleSession(
        access_key_id=tx.ids.temporary_access_key_id(wanted.account_id),
        account_id=wanted.account_id,
        role_arn=wanted.role_arn,
        role_id=wanted.role_id,
        session_name=wanted.session_name,
        issued_at=now,
        expires_at=now + wanted.duration,
        tags=dict(wanted.tags),
        transitive_tag_keys=tuple(wanted.transitive_tag_keys),
        session_policies=tuple(wanted.session_policies),
        source_identity=wanted.source_identity,
    )
    credentials = Credentials(
        access_key_id=session.access_key_id,
        secret_access_key=tx.ids.secret_access_key(),
        session_token=tx.ids.security_token(),
        expiration=session.expires_at,
    )
    secrets = {"secret_access_key": credentials.secret_access_key, "session_token": credentials.session_token}
    tx.execute(insert(tables.role_sessions).values(**vars(session), **secrets))
    return session, credentials


def role_session(tx: Transaction, access_key_id: str) -> RoleSession | None:
    """The session that the access key belongs to, over or not."""
    row = tx.row(select(tables.role_sessions).where(_SESSIONS.access_key_id == access_key_id))
    return None if row is None else _session(row)


def _session(row: RowMapping) -> RoleSession:
    values = {name: row[name] for name in RoleSession.__dataclass_fields__}
    lists = {name: tuple(row[name]) for name in ("transitive_tag_keys", "session_policies")}
    return RoleSession(**values | lists)
