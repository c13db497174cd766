"""The MFA devices of a user: listing, naming, deleting, and how many there may be (facts/signin.md §3.9)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import delete, insert, select, update

from emulator.directory.user import User
from emulator.directory.users import find_user
from emulator.guide.refusal import Facts, Refusal
from emulator.signin.mfa.events import Operator, record_device_operation
from emulator.signin.mfa.settings import DeviceType, MfaSettings, mfa_settings_of
from emulator.store.tables.mfa import authenticator_apps, mfa_devices
from emulator.store.transaction import Transaction

LONGEST_NAME = 100


class DeviceKind(StrEnum):
    """What a device is; the last two are both FIDO authenticators that the browser speaks to."""

    AUTHENTICATOR_APP = "authenticator-app"
    SECURITY_KEY = "security-key"
    BUILT_IN = "built-in-authenticator"

    @property
    def type(self) -> DeviceType:
        """The setting that allows it."""
        app = self is DeviceKind.AUTHENTICATOR_APP
        return DeviceType.AUTHENTICATOR_APPS if app else DeviceType.SECURITY_KEYS

    @property
    def label(self) -> str:
        """Its name on pages, and the name of a device that has got none."""
        return _LABELS[self]


_LABELS = {
    DeviceKind.AUTHENTICATOR_APP: "Authenticator app",
    DeviceKind.SECURITY_KEY: "Security key",
    DeviceKind.BUILT_IN: "Built-in authenticator",
}

# Together the eight that the guide names.
MOST_OF_TYPE = {DeviceType.AUTHENTICATOR_APPS: 2, DeviceType.SECURITY_KEYS: 6}


@dataclass(frozen=True, kw_only=True)
class Device:
    """A registered device. An authenticator app is out of sync until two codes in a row have put it in sync."""

    device_id: str
    user_id: str
    kind: DeviceKind
    name: str
    registered_at: datetime
    last_used_at: datetime | None
    in_sync: bool


def devices_of(tx: Transaction, user_id: str) -> tuple[Device, ...]:
    """The user's devices, oldest first."""
    statement = (
        select(mfa_devices, authenticator_apps.c.in_sync)
        .join(authenticator_apps, authenticator_apps.c.device_id == mfa_devices.c.device_id, isouter=True)
        .where(mfa_devices.c.user_id == user_id)
        .order_by(mfa_devices.c.registered_at, mfa_devices.c.name)
    )
    return tuple(
        Device(
            device_id=row["device_id"],
            user_id=row["user_id"],
            kind=DeviceKind(row["kind"]),
            name=row["name"],
            registered_at=row["registered_at"],
            last_used_at=row["last_used_at"],
            in_sync=row["in_sync"] is not False,
        )
        for row in tx.rows(statement)
    )


def find_device(tx: Transaction, user_id: str, device_id: str) -> Device:
    """The user's device of that id. Raises a Refusal (mfa.unknown-device)."""
    found = next((device for device in devices_of(tx, user_id) if device.device_id == device_id), None)
    if found is None:
        raise Refusal(
            "ResourceNotFoundException",
            "MFA device not found",
            cause="mfa.unknown-device",
            facts=Facts(where="MFA device", found=device_id, expected="the id of one of the user's devices"),
        )
    return found


def list_devices(tx: Transaction, user: User, *, by: Operator) -> tuple[Device, ...]:
    """The user's devices, oldest first, for somebody who looks at them; recorded."""
    record_device_operation(tx, by, "ListMfaDevicesForUser", {"userId": user.user_id}, read_only=True)
    return devices_of(tx, user.user_id)


def rename_device(tx: Transaction, user: User, device_id: str, name: str, *, by: Operator) -> Device:
    """Give the device another name. Raises Refusals: mfa.device-name, mfa.unknown-device, mfa.self-management-off."""
    check_may_manage(tx, by)
    find_user(tx, user.identity_store_id, user.user_id, lock=True)
    device = find_device(tx, user.user_id, device_id)
    name = _checked_name(tx, user.user_id, name, but=device_id)
    tx.execute(update(mfa_devices).where(mfa_devices.c.device_id == device_id).values(name=name))
    _record(tx, by, "UpdateMfaDeviceForUser", device)
    return find_device(tx, user.user_id, device_id)


def delete_device(tx: Transaction, user: User, device_id: str, *, by: Operator) -> None:
    """Remove the device. Raises Refusals: mfa.unknown-device, mfa.self-management-off."""
    check_may_manage(tx, by)
    device = find_device(tx, user.user_id, device_id)
    tx.execute(delete(mfa_devices).where(mfa_devices.c.device_id == device_id))
    _record(tx, by, "DeleteMfaDeviceForUser", device)


def add_device(tx: Transaction, user: User, kind: DeviceKind, name: str | None) -> Device:
    """Store a device whose registration has succeeded; what it needs to be checked is stored by its own kind."""
    check_room(tx, user, kind)
    existing = {device.name for device in devices_of(tx, user.user_id)}
    device = Device(
        device_id=tx.ids.uuid(),
        user_id=user.user_id,
        kind=kind,
        name=_checked_name(tx, user.user_id, name) if name else _free_name(kind.label, existing),
        registered_at=tx.now(),
        last_used_at=None,
        in_sync=True,
    )
    values = {name: value for name, value in vars(device).items() if name != "in_sync"}
    tx.execute(insert(mfa_devices).values(**values))
    return device


def mark_used(tx: Transaction, device_id: str) -> None:
    """Remember that somebody signed in with the device now."""
    tx.execute(update(mfa_devices).where(mfa_devices.c.device_id == device_id).values(last_used_at=tx.now()))


def check_room(tx: Transaction, user: User, kind: DeviceKind) -> None:
    """Raises a Refusal (mfa.too-many-devices) unless the user may have one more device of that kind's type."""
    find_user(tx, user.identity_store_id, user.user_id, lock=True)
    limit = MOST_OF_TYPE[kind.type]
    existing = [device for device in devices_of(tx, user.user_id) if device.kind.type is kind.type]
    if len(existing) < limit:
        return
    what = kind.type.replace("-", " ")
    raise Refusal(
        "ServiceQuotaExceededException",
        # unconfirmed: AWS's words
        "You have the most MFA devices of this kind already",
        cause="mfa.too-many-devices",
        facts=Facts(
            where="MFA devices of the user",
            found=f"{len(existing)} {what} already: {', '.join(device.name for device in existing)}",
            expected=f"at most {limit} {what}, and {sum(MOST_OF_TYPE.values())} devices in all",
        ),
    )


def check_type_allowed(settings: MfaSettings, kind: DeviceKind) -> None:
    """Raises a Refusal (mfa.type-not-allowed) where the settings leave the device's type out."""
    if kind.type not in settings.device_types:
        raise Refusal(
            "AccessDeniedException",
            # unconfirmed: the page greys the choice out; these words are for a request sent all the same
            "This MFA type is not allowed",
            cause="mfa.type-not-allowed",
            facts=Facts(where="type of the device", found=kind.type, expected=", ".join(settings.device_types)),
        )


def check_may_manage(tx: Transaction, by: Operator) -> None:
    """Raises a Refusal (mfa.disabled, mfa.self-management-off) unless the operator may manage devices."""
    settings = mfa_settings_of(tx, by.instance.identity_store_id)
    if not settings.enabled:
        raise Refusal(
            "AccessDeniedException",
            "MFA is disabled",
            cause="mfa.disabled",
            facts=Facts(where="MFA settings", found="Never (disabled)", expected="always-on or context-aware"),
        )
    if not by.administrator and not settings.users_manage_devices:
        raise Refusal(
            "AccessDeniedException",
            "Users cannot manage their own MFA devices",
            cause="mfa.self-management-off",
            facts=Facts(
                where="MFA settings, who can manage MFA devices",
                found="administrators only",
                expected="Users can add and manage their own MFA devices",
            ),
        )


def _record(tx: Transaction, by: Operator, name: str, device: Device) -> None:
    parameters = {"userId": device.user_id, "deviceId": device.device_id}
    record_device_operation(tx, by, name, parameters)


def _checked_name(tx: Transaction, user_id: str, name: str, *, but: str | None = None) -> str:
    """The name without blanks around it, if it is a name and no other device of the user has it."""
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME or not name.isprintable():
        found, expected = f"{len(name)} characters", f"1 to {LONGEST_NAME} printable characters"
    elif any(device.name == name and device.device_id != but for device in devices_of(tx, user_id)):
        found, expected = f"{name}, which another device is called", "a name that no other device of the user has"
    else:
        return name
    raise Refusal(
        "ValidationException",
        # unconfirmed: which names AWS accepts
        "Enter another device name",
        cause="mfa.device-name",
        facts=Facts(where="device name", found=found, expected=expected),
    )


def _free_name(label: str, taken: set[str]) -> str:
    """The kind's name, with the first number that makes it different from those that exist."""
    numbered = (f"{label} {number}" for number in range(2, len(taken) + 3))
    return next(name for name in (label, *numbered) if name not in taken)
