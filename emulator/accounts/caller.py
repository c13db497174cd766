"""Who sent a signed request: the account and the principal that its access key belongs to.

Signatures are not verified. An access key that nobody was given belongs to the root user of the management account,
so that any credentials will do; one that is the number of an account of the organization belongs to that account's
root user, so that a test speaks for a member account with nothing but `AWS_ACCESS_KEY_ID=<account>`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from emulator.accounts import organization
from emulator.accounts.moto_adapter import principals, process
from emulator.accounts.role_sessions import RoleSession, role_session
from emulator.guide.refusal import Facts, Refusal
from emulator.store.transaction import Transaction


class CallerType(StrEnum):
    """The kinds of principal, as CloudTrail names them."""

    ROOT = "Root"
    IAM_USER = "IAMUser"
    ASSUMED_ROLE = "AssumedRole"


@dataclass(frozen=True, kw_only=True)
class Caller:
    """A principal. `arn` is what error messages name, `principal_id` what GetCallerIdentity gives as UserId.

    `role_arn`, `tags` and `session_policies` are those of a session of a role, `user_name` that of an IAM user.
    """

    type: CallerType
    account_id: str
    arn: str
    principal_id: str
    access_key_id: str = ""
    user_name: str | None = None
    role_arn: str | None = None
    role_id: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    session_policies: tuple[str, ...] = ()
    source_identity: str | None = None
    issued_at: datetime | None = None
    expires_at: datetime | None = None

    @property
    def event_name(self) -> str:
        """The name by which CloudTrail finds what the caller did."""
        if self.type is CallerType.ROOT:
            return "root"
        return self.user_name or self.arn.rpartition("/")[2]

    @property
    def user_identity(self) -> dict[str, Any]:
        """The caller as CloudTrail's `userIdentity`."""
        identity: dict[str, Any] = {
            "type": str(self.type),
            "principalId": self.principal_id,
            "arn": self.arn,
            "accountId": self.account_id,
            "accessKeyId": self.access_key_id,
        }
        if self.user_name is not None:
            identity["userName"] = self.user_name
        if self.role_arn is not None:
            identity["sessionContext"] = self._session_context()
        return identity

    def _session_context(self) -> dict[str, Any]:
        assert self.role_arn is not None
        context: dict[str, Any] = {
            "sessionIssuer": {
                "type": "Role",
                "principalId": self.role_id,
                "arn": self.role_arn,
                "accountId": self.account_id,
                "userName": self.role_arn.rpartition("/")[2],
            },
            "attributes": {"mfaAuthenticated": "false"},
        }
        if self.issued_at is not None:
            context["attributes"]["creationDate"] = f"{self.issued_at:%Y-%m-%dT%H:%M:%SZ}"
        if self.source_identity is not None:
            context["sourceIdentity"] = self.source_identity
        return context


def caller_of(tx: Transaction, access_key_id: str) -> Caller:
    """Whom the access key belongs to; empty for an unsigned request. LookupError before the store was seeded."""
    session = role_session(tx, access_key_id) if access_key_id.startswith("ASIA") else None
    if session is not None:
        return _of_session(session)
    if access_key_id.startswith(("AKIA", "ASIA", "LKIA", "LSIA")) and process.is_filled(tx):
        found = _of_moto(access_key_id)
        if found is not None:
            return found
    if organization.account(tx, access_key_id) is not None:
        return root_of(access_key_id, access_key_id)
    return root_of(organization.management_account_id(tx), access_key_id)


def check_credentials(tx: Transaction, caller: Caller) -> None:
    """Raise Refusal (credentials.expired) where the caller's credentials are temporary and over."""
    if caller.expires_at is not None and caller.expires_at <= tx.now():
        raise Refusal(
            "ExpiredTokenException",
            "The security token included in the request is expired",
            cause="credentials.expired",
            facts=Facts(
                where=f"access key {caller.access_key_id}",
                found=f"expired at {caller.expires_at:%Y-%m-%dT%H:%M:%SZ}",
                expected=f"credentials that are valid at {tx.now():%Y-%m-%dT%H:%M:%SZ}",
            ),
        )


def root_of(account_id: str, access_key_id: str = "") -> Caller:
    """The root user of an account."""
    return Caller(
        type=CallerType.ROOT,
        account_id=account_id,
        arn=f"arn:aws:iam::{account_id}:root",
        principal_id=account_id,
        access_key_id=access_key_id,
    )


def _of_session(session: RoleSession) -> Caller:
    return Caller(
        type=CallerType.ASSUMED_ROLE,
        account_id=session.account_id,
        arn=session.arn,
        principal_id=session.assumed_role_id,
        access_key_id=session.access_key_id,
        role_arn=session.role_arn,
        role_id=session.role_id,
        tags=session.tags,
        session_policies=session.session_policies,
        source_identity=session.source_identity,
        issued_at=session.issued_at,
        expires_at=session.expires_at,
    )


def _of_moto(access_key_id: str) -> Caller | None:
    """A user of moto's IAM, or a role that was assumed through moto's STS."""
    principal = principals.principal_of(access_key_id)
    if principal is None:
        return None
    return Caller(
        type=CallerType.IAM_USER if principal.user_name else CallerType.ASSUMED_ROLE,
        account_id=principal.account_id,
        arn=principal.arn,
        principal_id=principal.principal_id,
        access_key_id=access_key_id,
        user_name=principal.user_name,
        role_arn=principal.role_arn,
        role_id=None if principal.user_name else principal.principal_id.partition(":")[0],
        session_policies=principal.session_policies,
    )
