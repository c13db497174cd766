"""Collects what is there and cannot be said in a seed, so that nobody takes an export for more than it is."""

from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from emulator.permissions.instances import Instance
from emulator.store.tables import (
    accounts,
    applications,
    directory,
    fault_injection,
    mfa,
    passwords,
    permissions,
    saml_applications,
)
from emulator.store.transaction import Transaction


class LeftOut:
    """Sentences, each once, in the order in which they came up."""

    def __init__(self) -> None:
        self._told: dict[str, None] = {}

    @property
    def told(self) -> tuple[str, ...]:
        """What was left out, in words."""
        return tuple(self._told)

    def add(self, sentence: str) -> None:
        """Something is not in the seed."""
        self._told[sentence] = None

    def count_secrets_and_more(self, tx: Transaction, instance: Instance) -> None:
        """What is secret, and the subjects that a seed knows nothing of."""
        for what, statement in _counted(instance).items():
            number = tx.value(statement)
            if number:
                self.add(f"{what}: {number}")


def _counted(instance: Instance) -> dict[str, Select[tuple[int]]]:
    users = select(directory.users.c.user_id).where(directory.users.c.identity_store_id == instance.identity_store_id)
    policies, applied = accounts.organization_policies.c, applications.applications.c
    return {
        "passwords": _count(passwords.user_passwords.c.user_id.distinct()).where(
            passwords.user_passwords.c.user_id.in_(users)
        ),
        "MFA devices": _count(mfa.mfa_devices.c.device_id).where(mfa.mfa_devices.c.user_id.in_(users)),
        "instances of accounts": _count(permissions.instances.c.instance_arn).where(
            permissions.instances.c.kind != instance.kind
        ),
        "further Regions": _count(permissions.instance_regions.c.region_name).where(
            permissions.instance_regions.c.instance_arn == instance.instance_arn,
            permissions.instance_regions.c.region_name != instance.region,
        ),
        "trusted token issuers": _count(applications.trusted_token_issuers.c.trusted_token_issuer_arn),
        "applications without SAML": _count(applied.application_arn).where(
            applied.instance_arn == instance.instance_arn, applied.application_arn.not_in(_saml_applications())
        ),
        "service control policies": _count(policies.policy_id).where(policies.aws_managed.is_(False)),
        "organizational units": _count(accounts.organizational_units.c.organizational_unit_id),
        "injected faults": _count(fault_injection.fault_rules.c.rule_id),
        "tags": _count(permissions.resource_tags.c.resource_arn),
    }


def _count(column: ColumnElement[Any]) -> Select[tuple[int]]:
    return select(func.count(column))


def _saml_applications() -> Select[tuple[str]]:
    return select(saml_applications.saml_applications.c.application_arn)
