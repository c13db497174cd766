"""The trail events of passwords and addresses (names: facts/signin.md §5.2).

unconfirmed: the whole shape of `UpdatePassword` and `VerifyEmail`; no public sample of them exists (§5.7). Only the
two keys of the failure are documented (§1.8).
"""

from collections.abc import Mapping
from typing import Any

from emulator.directory.user import User
from emulator.guide.refusal import Refusal
from emulator.permissions.instances import Instance
from emulator.signin.events import identity_of_person
from emulator.store.transaction import Transaction
from emulator.trail.administrator import Administrator
from emulator.trail.event import HIDDEN, Event, Origin
from emulator.trail.trail import record


def record_password_update(
    tx: Transaction, instance: Instance, user: User, *, origin: Origin, failure: Refusal | None = None
) -> None:
    """`UpdatePassword` by the person; with `failure`, the attempt that came to nothing."""
    error = {} if failure is None else {"errorCode": failure.code, "errorMessage": failure.message}
    _record(
        tx,
        instance,
        "UpdatePassword",
        _person(tx, instance, user),
        origin,
        parameters={**_user(instance, user), "password": HIDDEN},
        details=error,
        user_name=user.user_name,
    )


def record_password_reset(tx: Transaction, instance: Instance, user: User, by: Administrator, *, mode: str) -> None:
    """`UpdatePassword` by an administrator: `mode` is OTP (a one-time password) or EMAIL (instructions by e-mail)."""
    parameters = {**_user(instance, user), "passwordMode": mode}
    _record(tx, instance, "UpdatePassword", by.user_identity, by.origin, parameters=parameters, details={})


def record_email_verified(tx: Transaction, instance: Instance, user: User, *, origin: Origin) -> None:
    """`VerifyEmail`: the person has followed the link in the message."""
    identity = _person(tx, instance, user)
    parameters = _user(instance, user)
    _record(
        tx, instance, "VerifyEmail", identity, origin, parameters=parameters, details={}, user_name=user.user_name
    )


def _person(tx: Transaction, instance: Instance, user: User) -> Mapping[str, Any]:
    return identity_of_person(instance, user.user_id, tx.ids.uuid())


def _user(instance: Instance, user: User) -> dict[str, str]:
    return {"directoryId": instance.identity_store_id, "userId": user.user_id}


def _record(
    tx: Transaction,
    instance: Instance,
    name: str,
    identity: Mapping[str, Any],
    origin: Origin,
    *,
    parameters: Mapping[str, str],
    details: Mapping[str, str],
    user_name: str | None = None,
) -> None:
    record(
        tx,
        Event(
            source="sso-directory.amazonaws.com",
            name=name,
            account_id=instance.owner_account_id,
            region=instance.region,
            user_identity=identity,
            origin=origin,
            user_name=user_name,
            details={**details, "requestParameters": dict(parameters), "responseElements": None},
        ),
    )
