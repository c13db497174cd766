"""Registrations of MFA devices that have begun and wait for the device to prove itself."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from emulator.directory.user import User
from emulator.guide.refusal import Facts, Refusal
from emulator.signin.mfa.devices import DeviceKind, check_may_manage, check_room, check_type_allowed
from emulator.signin.mfa.events import Operator, record_device_operation
from emulator.signin.mfa.settings import DeviceType, mfa_settings_of
from emulator.store.tables.mfa import mfa_registrations
from emulator.store.transaction import Transaction

# unconfirmed: how long AWS waits
_LIFETIME = timedelta(minutes=10)

_STARTED = {
    DeviceType.AUTHENTICATOR_APPS: "StartVirtualMfaDeviceRegistration",
    DeviceType.SECURITY_KEYS: "StartWebAuthnDeviceRegistration",
}


@dataclass(frozen=True, kw_only=True)
class Registration:
    """`secret` is the app's secret, or the challenge (base64url) that a FIDO device has to sign."""

    registration_id: str
    user_id: str
    kind: DeviceKind
    secret: str
    expires_at: datetime


def open_registration(
    tx: Transaction, user: User, kind: DeviceKind, secret: str, *, by: Operator, workflow_id: str | None = None
) -> Registration:
    """Begin to register a device. A sign-in that demands one names its workflow: everybody may then, and the
    registration has the workflow's id, in place of an earlier one.

    Raises Refusals: mfa.disabled, mfa.self-management-off, mfa.type-not-allowed, mfa.too-many-devices.
    """
    if workflow_id is None:
        check_may_manage(tx, by)
    check_type_allowed(mfa_settings_of(tx, user.identity_store_id), kind)
    check_room(tx, user, kind)
    registration = Registration(
        registration_id=workflow_id or tx.ids.uuid(),
        user_id=user.user_id,
        kind=kind,
        secret=secret,
        expires_at=tx.now() + _LIFETIME,
    )
    over = mfa_registrations.c.expires_at <= tx.now()
    replaced = mfa_registrations.c.registration_id == registration.registration_id
    tx.execute(delete(mfa_registrations).where(over | replaced))
    tx.execute(insert(mfa_registrations).values(**vars(registration)))
    record_device_operation(tx, by, _STARTED[kind.type], {"userId": user.user_id})
    return registration


def find_registration(tx: Transaction, user_id: str, registration_id: str) -> Registration:
    """The user's open registration of that id. Raises a Refusal (mfa.registration-over)."""
    registration = open_registration_of(tx, user_id, registration_id)
    if registration is None:
        minutes = int(_LIFETIME.total_seconds()) // 60
        raise Refusal(
            "ResourceNotFoundException",
            "The registration of the MFA device is over",
            cause="mfa.registration-over",
            facts=Facts(
                where="registration",
                found="one that was completed, has expired, or belongs to another user",
                expected=f"one begun at most {minutes} minutes ago and not completed yet",
            ),
        )
    return registration


def open_registration_of(tx: Transaction, user_id: str, registration_id: str) -> Registration | None:
    """The user's open registration of that id, if there is one."""
    row = tx.row(
        select(mfa_registrations).where(
            mfa_registrations.c.registration_id == registration_id,
            mfa_registrations.c.user_id == user_id,
            mfa_registrations.c.expires_at > tx.now(),
        )
    )
    return None if row is None else Registration(**{**row, "kind": DeviceKind(row["kind"])})


def close_registration(tx: Transaction, registration_id: str) -> None:
    """The registration is completed, or given up: what it offered can be used no more."""
    tx.execute(delete(mfa_registrations).where(mfa_registrations.c.registration_id == registration_id))
