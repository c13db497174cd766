"""Instances that an account has for itself, and the settings of every instance.

Sources: facts/awsapi.md §4.5, guide entry 1.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, insert, select, update

from emulator.accounts import organization
from emulator.directory.constraints import shown
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions import operations
from emulator.permissions.instances import Instance, instance_of_account, new_instance, organization_instance
from emulator.permissions.operations import Kind, Operation
from emulator.permissions.provisioning import withdraw_all
from emulator.permissions.tags import delete_tags
from emulator.store.tables.directory import external_ids, groups, users
from emulator.store.tables.permissions import instances
from emulator.store.transaction import Transaction

# Organizations that enabled IAM Identity Center before must opt in (guide entry 1).
OPTED_IN_FROM_THE_START = datetime(2023, 9, 14, tzinfo=UTC)

_COLUMNS = instances.c


def create_account_instance(tx: Transaction, *, account_id: str, region: str, name: str | None = None) -> Instance:
    """Begin to make an instance for the account, a member of the organization or outside of it.

    Raises ValidationException in the management account, ServiceQuotaExceededException for an account that has one
    in whichever Region, AccessDeniedException where the organization has not opted in.
    """
    member = organization.account(tx, account_id)
    if member is not None and member.is_management:
        # Observed: the text and, in an operator's notes, the exception.
        raise Refusal(
            "ValidationException",
            "Organization management account is not allowed to perform the operation.",
            cause="account-instance.management-account",
            facts=Facts(where="account", found=account_id, expected="a member account, or one outside organizations"),
        )
    existing = instance_of_account(tx, account_id)
    if existing is not None:
        # Observed in notes of August 2026, of a member account whose instances were not told.
        raise Refusal(
            "ServiceQuotaExceededException",
            "You have exceeded IAM Identity Center quotas. Cannot create more than 1 instance for " + account_id,
            cause="account-instance.exists-in-other-region",
            facts=Facts(
                where=f"account {account_id}",
                found=f"{existing.instance_arn} in {existing.region}",
                expected="an account without an instance in any Region",
            ),
        )
    if member is not None:
        _check_opted_in(organization_instance(tx))
    made = new_instance(
        tx, kind="account", account_id=account_id, region=region, status="CREATE_IN_PROGRESS", name=name
    )
    tx.execute(insert(instances).values(**vars(made)))
    operations.begin(tx, Kind.INSTANCE_CREATION, made.instance_arn)
    return made


def delete_account_instance(tx: Transaction, instance: Instance) -> None:
    """Begin to delete the instance with everything in it. Raises ValidationException for that of the organization."""
    if instance.is_of_organization:
        # unconfirmed: exception and text; that no API deletes it is documented.
        raise Refusal(
            "ValidationException",
            "The organization instance of IAM Identity Center cannot be deleted with this operation.",
            cause="account-instance.organization-instance",
            facts=Facts(where="instanceArn", found="the organization instance", expected="an account instance"),
        )
    if instance.status == "DELETE_IN_PROGRESS":
        return
    _write(tx, instance.instance_arn, status="DELETE_IN_PROGRESS")
    operations.begin(tx, Kind.INSTANCE_DELETION, instance.instance_arn)


def finish_creation(tx: Transaction, operation: Operation) -> None:
    """The instance can be used from now on, unless it is being deleted already."""
    creating = _COLUMNS.status == "CREATE_IN_PROGRESS"
    same = _COLUMNS.instance_arn == operation.instance_arn
    tx.execute(update(instances).where(same, creating).values(status="ACTIVE"))


def finish_deletion(tx: Transaction, operation: Operation) -> None:
    """Remove the instance, its directory and everything that was granted in it."""
    arn = operation.instance_arn
    withdraw_all(tx, arn)
    store_id = tx.value(select(_COLUMNS.identity_store_id).where(_COLUMNS.instance_arn == arn))
    for table in (external_ids, users, groups):
        tx.execute(delete(table).where(table.c.identity_store_id == store_id))
    delete_tags(tx, arn)
    tx.execute(delete(instances).where(_COLUMNS.instance_arn == arn))


def operation_on_instance(tx: Transaction, instance: Instance) -> Operation | None:
    """The creation or deletion of the instance that is under way, if any; the newest."""
    running = operations.in_progress_in(tx, instance.instance_arn, Kind.INSTANCE_CREATION, Kind.INSTANCE_DELETION)
    return running[-1] if running else None


def opt_in_to_account_instances(tx: Transaction) -> None:
    """What an administrator of the management account does in the console, once and for ever."""
    _write(tx, organization_instance(tx).instance_arn, account_instances_opted_in=True)


def rename_instance(tx: Transaction, instance: Instance, name: str) -> Instance:
    """Give the instance another name."""
    _write(tx, instance.instance_arn, name=name)
    return replace(instance, name=name)


def enable_permission_sets(tx: Transaction, instance: Instance, enabled: bool) -> None:
    """Let an account instance have permission sets, for ever. Raises ValidationException for False."""
    if not enabled:
        # unconfirmed: the text; the rule is in the service model's documentation.
        raise Refusal(
            "ValidationException",
            "Permission sets cannot be disabled.",
            cause="account-instance.permission-sets",
            facts=Facts(where="permissionSetsEnabled", found="false", expected="true"),
        )
    _write(tx, instance.instance_arn, permission_sets_enabled=True)


def set_encryption(tx: Transaction, instance: Instance, key_type: str, kms_key_arn: str | None) -> None:
    """Encrypt by AWS's key, or a customer's. Raises ValidationException where type and key do not go together."""
    if (key_type == "CUSTOMER_MANAGED_KEY") != (kms_key_arn is not None):
        # unconfirmed: the text; the rule is in the service model's documentation.
        raise Refusal(
            "ValidationException",
            "KmsKeyArn is required for CUSTOMER_MANAGED_KEY and cannot be specified for AWS_OWNED_KMS_KEY.",
            cause="instance.encryption",
            facts=Facts(
                where="encryptionConfiguration",
                found=f"{key_type}, {shown(kms_key_arn)}",
                expected="a key of the type",
            ),
        )
    _write(tx, instance.instance_arn, kms_key_arn=kms_key_arn)


def network_configuration(tx: Transaction, instance: Instance) -> Mapping[str, Any] | None:
    """The network access controls, as the service model spells them; None where none were set.

    The emulator keeps them and gives them back; it does not enforce them, because no request reaches it from a VPC.
    """
    column = _COLUMNS.network_configuration
    found: Mapping[str, Any] | None = tx.value(select(column).where(_COLUMNS.instance_arn == instance.instance_arn))
    return found


def set_network_configuration(tx: Transaction, instance: Instance, configuration: Mapping[str, Any]) -> None:
    """Replace the network access controls."""
    _write(tx, instance.instance_arn, network_configuration=dict(configuration))


def _check_opted_in(instance: Instance) -> None:
    if instance.created_at >= OPTED_IN_FROM_THE_START or instance.account_instances_opted_in:
        return
    # unconfirmed: exception and text; the rule is documented.
    raise Refusal(
        "AccessDeniedException",
        "Account instances of IAM Identity Center are not enabled in your organization.",
        cause="account-instance.not-opted-in",
        facts=Facts(
            where="organization",
            found=f"IAM Identity Center enabled on {instance.created_at:%Y-%m-%d}, and no opt-in since",
            expected="account instances enabled by an administrator of the management account",
        ),
    )


def _write(tx: Transaction, instance_arn: str, **values: Any) -> None:
    tx.execute(update(instances).where(_COLUMNS.instance_arn == instance_arn).values(**values))
