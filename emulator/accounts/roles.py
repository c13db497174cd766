"""The protected roles in accounts: written for a permission set, removed with its last assignment there."""

from sqlalchemy import delete, insert, select, update

from emulator.accounts.aws_managed_policies import is_aws_managed_policy
from emulator.accounts.moto_adapter import iam, process
from emulator.accounts.organization import account
from emulator.accounts.role_specification import CustomerManagedPolicy, RoleSpecification, as_json, from_json
from emulator.accounts.saml_providers import SamlProvider, create_saml_provider, saml_provider
from emulator.store.tables import accounts as tables
from emulator.store.transaction import Transaction

__all__ = [
    "CustomerManagedPolicy",
    "ProvisioningFailed",
    "RoleSpecification",
    "provision_role",
    "remove_role",
    "reserved_role_path",
    "role_specification",
]

_ROLES = tables.reserved_roles.c


class ProvisioningFailed(Exception):
    """The role cannot be written; `reason` is what AWS gives as FailureReason, `cause` an id of the catalogue."""

    def __init__(self, reason: str, *, cause: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.cause = cause


def reserved_role_path(region: str) -> str:
    """The path of the roles of an instance in that Region (facts/awsapi.md §4.7)."""
    return "/aws-reserved/sso.amazonaws.com/" + ("" if region == "us-east-1" else f"{region}/")


def provision_role(tx: Transaction, account_id: str, specification: RoleSpecification) -> None:
    """Write the role into the account, or change it to what is specified; and the SAML provider that it trusts.

    Raises ProvisioningFailed where the account is suspended or unknown, or lacks a policy; then nothing has changed.
    """
    _check_account(tx, account_id)
    _check_policies(account_id, specification, in_moto=process.is_filled(tx))
    with process.changing(tx) as in_moto:
        provider = saml_provider(tx, account_id)
        if provider is None or specification.saml_provider_name not in (None, provider.name):
            provider = create_saml_provider(tx, account_id, specification.saml_provider_name)
            if in_moto:
                iam.write_saml_provider(tx, provider)
        _write(tx, provider, specification, in_moto)


def remove_role(tx: Transaction, account_id: str, role_name: str) -> None:
    """Remove the role from the account; nothing happens where it has none of that name.

    Sessions of the role that were given out before live on (facts/awsapi.md §4.2). The SAML provider stays.
    """
    with process.changing(tx) as in_moto:
        removed = tx.execute(
            delete(tables.reserved_roles).where(_ROLES.account_id == account_id, _ROLES.role_name == role_name)
        )
        if removed and in_moto:
            iam.remove_role(account_id, role_name)


def role_specification(tx: Transaction, account_id: str, role_name: str) -> RoleSpecification | None:
    """What the role was provisioned from; None where the account has no protected role of that name."""
    row = tx.row(select(tables.reserved_roles).where(_ROLES.account_id == account_id, _ROLES.role_name == role_name))
    return None if row is None else from_json(row["specification"])


def _write(tx: Transaction, provider: SamlProvider, specification: RoleSpecification, in_moto: bool) -> None:
    account_id = provider.account_id
    content = as_json(specification) | {"saml_provider_name": provider.name}
    ours = (_ROLES.account_id == account_id, _ROLES.role_name == specification.role_name)
    row = tx.row(select(tables.reserved_roles).where(*ours))
    role_id, created_at = (row["role_id"], row["created_at"]) if row else (tx.ids.role_id(), tx.now())
    if row is None:
        values = {"role_name": specification.role_name, "role_id": role_id, "created_at": created_at}
        tx.execute(insert(tables.reserved_roles).values(account_id=account_id, specification=content, **values))
    else:
        tx.execute(update(tables.reserved_roles).where(*ours).values(specification=content))
    if in_moto:
        iam.write_role(account_id, role_id, created_at, from_json(content))


def _check_account(tx: Transaction, account_id: str) -> None:
    found = account(tx, account_id)
    if found is None or found.status != "ACTIVE":
        # Observed for a suspended account (facts/field.md §1, no. 23).
        raise ProvisioningFailed(
            "AWS SSO is unable to complete your request at this time. Obtaining permissions to manage your AWS "
            f"account '{account_id}' takes longer than usual. Please try again in a few minutes. If this problem "
            "continues, contact AWS Support.",
            cause="provisioning.account-unavailable",
        )


def _check_policies(account_id: str, specification: RoleSpecification, *, in_moto: bool) -> None:
    boundary = specification.boundary_arn(account_id)
    for arn in (*specification.policy_arns(account_id), *([boundary] if boundary else [])):
        known = iam.has_policy(account_id, arn) if in_moto else is_aws_managed_policy(arn)
        if not known:
            # unconfirmed: the text (facts/awsapi.md §6).
            raise ProvisioningFailed(
                f"Received a 404 status error: Not supported policy {arn}.", cause="provisioning.missing-policy"
            )
