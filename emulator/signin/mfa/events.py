"""Who works on MFA devices and settings, and the trail events of it (names: facts/signin.md §5.2)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emulator.directory.user import User
from emulator.permissions.instances import Instance
from emulator.signin.events import identity_of_person
from emulator.store.transaction import Transaction
from emulator.trail.administrator import Administrator
from emulator.trail.event import Event, Origin
from emulator.trail.trail import record


@dataclass(frozen=True, kw_only=True)
class Operator:
    """The person who manages devices of their own, or an administrator; as `userIdentity`, with the request."""

    instance: Instance
    user_identity: Mapping[str, Any]
    origin: Origin
    administrator: bool
    user_name: str | None = None


def person(instance: Instance, user: User, *, credential_id: str, origin: Origin) -> Operator:
    """The user, working on devices of their own."""
    return Operator(
        instance=instance,
        user_identity=identity_of_person(instance, user.user_id, credential_id),
        origin=origin,
        administrator=False,
        user_name=user.user_name,
    )


def administrator(instance: Instance, by: Administrator) -> Operator:
    """An administrator, in the console."""
    return Operator(instance=instance, user_identity=by.user_identity, origin=by.origin, administrator=True)


def record_device_operation(
    tx: Transaction, by: Operator, name: str, parameters: Mapping[str, Any], *, read_only: bool = False
) -> None:
    """One event of `sso-directory`.

    unconfirmed: its parameters and type; no public sample exists. Secrets and codes are never part of it.
    """
    record(
        tx,
        Event(
            source="sso-directory.amazonaws.com",
            name=name,
            account_id=by.instance.owner_account_id,
            region=by.instance.region,
            user_identity=by.user_identity,
            origin=by.origin,
            read_only=read_only,
            user_name=by.user_name,
            details={
                "requestParameters": {"directoryId": by.instance.identity_store_id, **parameters},
                "responseElements": None,
            },
        ),
    )
