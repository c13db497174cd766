"""Credentials for the protected roles, as GetRoleCredentials of the AWS access portal gives them out."""

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import select

from emulator.accounts.federated_role import federated_role
from emulator.accounts.role_sessions import Credentials, SessionRequest, start_role_session
from emulator.accounts.saml_federation_events import Federation, record_assumed_role
from emulator.accounts.saml_providers import assertion_issuer
from emulator.permissions.instances import organization_instance
from emulator.store.tables.accounts import reserved_roles
from emulator.store.transaction import Transaction
from emulator.trail.event import Origin

__all__ = ["Credentials", "role_credentials"]


def role_credentials(
    tx: Transaction,
    account_id: str,
    role_name: str,
    user_name: str,
    duration: timedelta,
    tags: Mapping[str, str],
) -> Credentials:
    """Credentials for the protected role `role_name` (AWSReservedSSO_…), and the event of taking the role.

    `tags` are those of attributes for access control. Raises Refusal as `federated_role` does.
    """
    role = federated_role(tx, account_id, role_name, user_name, tags)
    session, credentials = start_role_session(
        tx,
        SessionRequest(
            account_id=account_id,
            role_arn=role.role_arn,
            role_id=_role_id(tx, account_id, role_name),
            session_name=role.session_name,
            duration=duration,
            tags=tags,
        ),
    )
    federation = Federation(
        provider_arn=role.provider.arn,
        issuer=assertion_issuer(tx, role.provider),
        subject=user_name,
        subject_type="persistent",
    )
    record_assumed_role(tx, session, federation, region=organization_instance(tx).region, origin=_service(tx))
    return credentials


def _service(tx: Transaction) -> Origin:
    """IAM Identity Center itself takes the role; the person's browser is not seen (facts/signin.md §4.6)."""
    return Origin(
        request_id=tx.ids.uuid(),
        source_ip="sso.amazonaws.com",
        user_agent="sso.amazonaws.com",
        host="sts.amazonaws.com",
    )


def _role_id(tx: Transaction, account_id: str, role_name: str) -> str:
    ours = (reserved_roles.c.account_id == account_id, reserved_roles.c.role_name == role_name)
    return str(tx.value(select(reserved_roles.c.role_id).where(*ours)))
