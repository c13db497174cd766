"""Attributes for access control: what of a user is passed on to accounts as session tags (facts/signin.md §2.7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from emulator.directory.constraints import shown
from emulator.directory.user import User
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.attribute_paths import value_at
from emulator.permissions.instances import Instance
from emulator.store.tables.permissions import access_control_configurations
from emulator.store.transaction import Transaction

ENABLED, FAILED = "ENABLED", "CREATION_FAILED"

_TABLE = access_control_configurations


@dataclass(frozen=True)
class AccessControlAttribute:
    """One mapping: a session tag's key, and the expression for its value, such as `${path:enterprise.costCenter}`."""

    key: str
    source: str


@dataclass(frozen=True)
class Configuration:
    """The mappings of an instance; `status` is ENABLED or CREATION_FAILED."""

    status: str
    status_reason: str | None
    attributes: tuple[AccessControlAttribute, ...]


def access_control_attributes_enabled(tx: Transaction, instance_arn: str) -> bool:
    """Whether attributes are passed on to accounts, and so whether the rules for incoming attributes hold."""
    found = _read(tx, instance_arn)
    return found is not None and found.status == ENABLED


def set_access_control_attributes(tx: Transaction, instance_arn: str, enabled: bool) -> None:
    """Switch them on, without a mapping yet, or off; switching off deletes every mapping."""
    if enabled and not access_control_attributes_enabled(tx, instance_arn):
        _write(tx, instance_arn, Configuration(ENABLED, None, ()))
    elif not enabled:
        _remove(tx, instance_arn)


def configuration(tx: Transaction, instance_arn: str) -> Configuration:
    """The mappings. Raises ResourceNotFoundException while attributes are not enabled."""
    found = _read(tx, instance_arn)
    if found is None:
        # unconfirmed: the text.
        raise Refusal(
            "ResourceNotFoundException",
            "InstanceAccessControlAttributeConfiguration not found",
            cause="abac.not-enabled",
            facts=Facts(
                where="instance", found="no configuration", expected="attributes for access control, enabled"
            ),
        )
    return found


def create_configuration(
    tx: Transaction,
    instance_arn: str,
    attributes: Sequence[AccessControlAttribute],
    *,
    failure_reason: str | None = None,
) -> Configuration:
    """Enable with these mappings; with `failure_reason` the attempt fails, and may be repeated (guide entry 12).

    Raises ConflictException when they are enabled already, ValidationException for a key that stands twice.
    unconfirmed: that it takes no time, so that CREATION_IN_PROGRESS is never seen.
    """
    if access_control_attributes_enabled(tx, instance_arn):
        # unconfirmed: the text.
        raise Refusal(
            "ConflictException",
            "InstanceAccessControlAttributeConfiguration already exists",
            cause="abac.already-enabled",
            facts=Facts(
                where="instance", found="a configuration", expected="none yet; an existing one can be updated"
            ),
        )
    status = ENABLED if failure_reason is None else FAILED
    return _write(tx, instance_arn, Configuration(status, failure_reason, _checked(attributes)))


def update_configuration(
    tx: Transaction, instance_arn: str, attributes: Sequence[AccessControlAttribute]
) -> Configuration:
    """Replace the mappings. Raises ResourceNotFoundException, ValidationException."""
    before = configuration(tx, instance_arn)
    return _write(tx, instance_arn, Configuration(before.status, before.status_reason, _checked(attributes)))


def delete_configuration(tx: Transaction, instance_arn: str) -> None:
    """Disable and forget the mappings. Raises ResourceNotFoundException."""
    configuration(tx, instance_arn)
    _remove(tx, instance_arn)


def session_tags(
    tx: Transaction, instance: Instance, user: User, from_assertion: Mapping[str, str] | None = None
) -> Mapping[str, str]:
    """The session tags of the user's role sessions, by key; none while attributes are not enabled.

    Those that the identity provider sent (`from_assertion`) are passed on, but a value of the directory replaces one
    of the same key, whatever its letter case.
    unconfirmed: that the provider's stays where the user has no such value.
    """
    if not access_control_attributes_enabled(tx, instance.instance_arn):
        return {}
    tags = dict(from_assertion or {})
    for attribute in configuration(tx, instance.instance_arn).attributes:
        value = value_at(user, attribute.source)
        if value:
            for same in [key for key in tags if key.lower() == attribute.key.lower()]:
                del tags[same]
            tags[attribute.key] = value
    return tags


def _checked(attributes: Sequence[AccessControlAttribute]) -> tuple[AccessControlAttribute, ...]:
    """unconfirmed: the text, and that expressions outside the documented ones are stored, and give no tag."""
    keys = [attribute.key.lower() for attribute in attributes]
    twice = next((key for key in keys if keys.count(key) > 1), None)
    if twice is not None:
        raise Refusal(
            "ValidationException",
            "AccessControlAttributes contains duplicate keys",
            cause="abac.duplicate-key",
            facts=Facts(where="accessControlAttributes", found=f"{shown(twice)} twice", expected="each key once"),
        )
    return tuple(attributes)


def _read(tx: Transaction, instance_arn: str) -> Configuration | None:
    row = tx.row(select(_TABLE).where(_TABLE.c.instance_arn == instance_arn))
    if row is None:
        return None
    attributes = tuple(AccessControlAttribute(**attribute) for attribute in row["attributes"])
    return Configuration(row["status"], row["status_reason"], attributes)


def _write(tx: Transaction, instance_arn: str, wanted: Configuration) -> Configuration:
    _remove(tx, instance_arn)
    tx.execute(
        insert(_TABLE).values(
            instance_arn=instance_arn,
            status=wanted.status,
            status_reason=wanted.status_reason,
            attributes=[vars(attribute) for attribute in wanted.attributes],
        )
    )
    return wanted


def _remove(tx: Transaction, instance_arn: str) -> None:
    tx.execute(delete(_TABLE).where(_TABLE.c.instance_arn == instance_arn))
