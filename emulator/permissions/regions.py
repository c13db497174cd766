"""The Regions of an instance: its primary one, and those to which it has been extended (facts/awsapi.md §4.5)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, RowMapping, delete, insert, select, update

from emulator.guide.refusal import Facts, Refusal
from emulator.permissions import operations
from emulator.permissions.instances import Instance
from emulator.permissions.operations import Kind, Operation
from emulator.permissions.quotas import quota_exceeded
from emulator.store.tables.permissions import instance_regions
from emulator.store.transaction import Transaction

MAXIMUM_REGIONS = 6

_COLUMNS = instance_regions.c


@dataclass(frozen=True, kw_only=True)
class Region:
    """A Region of an instance; `status` is ADDING, ACTIVE or REMOVING."""

    region_name: str
    status: str
    added_at: datetime
    is_primary: bool


def regions_of(tx: Transaction, instance: Instance) -> tuple[Region, ...]:
    """Every Region of the instance, the primary one first."""
    primary = Region(region_name=instance.region, status="ACTIVE", added_at=instance.created_at, is_primary=True)
    statement = select(instance_regions).where(_COLUMNS.instance_arn == instance.instance_arn)
    rows = tx.rows(statement.order_by(_COLUMNS.added_at, _COLUMNS.region_name))
    return (primary, *(_region(row) for row in rows))


def find_region(tx: Transaction, instance: Instance, region_name: str) -> Region:
    """The Region of that name. Raises ResourceNotFoundException where the instance is not in it."""
    for region in regions_of(tx, instance):
        if region.region_name == region_name:
            return region
    # unconfirmed: the text.
    raise Refusal(
        "ResourceNotFoundException",
        f"Region {region_name} is not enabled for the instance.",
        cause="region.unknown",
        facts=Facts(where="regionName", found=region_name, expected="a Region that ListRegions shows"),
    )


def is_reachable_in(tx: Transaction, instance: Instance, region_name: str) -> bool:
    """Whether the instance answers in the Region: its primary one, and the others once they are active."""
    if region_name == instance.region:
        return True
    return any(each.region_name == region_name and each.status == "ACTIVE" for each in regions_of(tx, instance))


def add_region(tx: Transaction, instance: Instance, region_name: str) -> Region:
    """Begin to extend the instance to the Region.

    Raises ValidationException for an account instance, ConflictException for a Region that it has or while another
    Region is being added or removed, ServiceQuotaExceededException beyond six.
    """
    if not instance.is_of_organization:
        # unconfirmed: the text; that only organization instances have several Regions is documented.
        raise Refusal(
            "ValidationException",
            "The operation is not supported for account instances of IAM Identity Center.",
            cause="account-instance.unsupported-operation",
            facts=Facts(where="instanceArn", found="an account instance", expected="the organization instance"),
        )
    known = regions_of(tx, instance)
    if any(each.region_name == region_name for each in known):
        raise _conflict(
            f"Region {region_name} is already enabled for the instance.", region_name, "a Region it lacks"
        )
    _check_nothing_under_way(tx, instance, region_name)
    if len(known) >= MAXIMUM_REGIONS:
        raise quota_exceeded("Region", MAXIMUM_REGIONS, instance.instance_arn)
    made = Region(region_name=region_name, status="ADDING", added_at=tx.now(), is_primary=False)
    tx.execute(
        insert(instance_regions).values(
            instance_arn=instance.instance_arn,
            region_name=region_name,
            status=made.status,
            added_at=made.added_at,
        )
    )
    operations.begin(tx, Kind.REGION_ADDITION, instance.instance_arn, region_name)
    return made


def remove_region(tx: Transaction, instance: Instance, region_name: str) -> None:
    """Begin to withdraw the instance from the Region.

    Raises ResourceNotFoundException for a Region that it lacks, ValidationException for the primary one,
    ConflictException while another Region is being added or removed.
    """
    if find_region(tx, instance, region_name).is_primary:
        # unconfirmed: the text; the rule is in the service model's documentation.
        raise Refusal(
            "ValidationException",
            "The primary Region cannot be removed.",
            cause="region.primary",
            facts=Facts(where="regionName", found=region_name, expected="a Region that was added"),
        )
    _check_nothing_under_way(tx, instance, region_name)
    _set_status(tx, instance.instance_arn, region_name, "REMOVING")
    operations.begin(tx, Kind.REGION_REMOVAL, instance.instance_arn, region_name)


def operation_on_region(tx: Transaction, instance: Instance, region_name: str) -> Operation | None:
    """What is being done about the Region, if anything."""
    return next((each for each in _under_way(tx, instance) if each.subject == region_name), None)


def finish_addition(tx: Transaction, operation: Operation) -> None:
    """The Region answers from now on."""
    _set_status(tx, operation.instance_arn, operation.subject, "ACTIVE")


def finish_removal(tx: Transaction, operation: Operation) -> None:
    """The Region is gone."""
    tx.execute(delete(instance_regions).where(_one(operation.instance_arn, operation.subject)))


def _set_status(tx: Transaction, instance_arn: str, region_name: str, status: str) -> None:
    tx.execute(update(instance_regions).where(_one(instance_arn, region_name)).values(status=status))


def _one(instance_arn: str, region_name: str) -> ColumnElement[bool]:
    return (_COLUMNS.instance_arn == instance_arn) & (_COLUMNS.region_name == region_name)


def _under_way(tx: Transaction, instance: Instance) -> list[Operation]:
    return operations.in_progress_in(tx, instance.instance_arn, Kind.REGION_ADDITION, Kind.REGION_REMOVAL)


def _check_nothing_under_way(tx: Transaction, instance: Instance, region_name: str) -> None:
    for operation in _under_way(tx, instance):
        text = "Another Region is being added to or removed from the instance."
        raise _conflict(text, region_name, f"that {operation.subject} is finished first")


def _conflict(text: str, found: str, expected: str) -> Refusal:
    # unconfirmed: the texts.
    return Refusal(
        "ConflictException",
        text,
        cause="region.conflict",
        facts=Facts(where="regionName", found=found, expected=expected),
    )


def _region(row: RowMapping) -> Region:
    return Region(region_name=row["region_name"], status=row["status"], added_at=row["added_at"], is_primary=False)
