"""Which second factor a person can give: what is asked for first, and what can be chosen instead."""

from emulator.signin.credential_type import CredentialType
from emulator.signin.mfa.devices import Device, DeviceKind, devices_of
from emulator.signin.mfa.settings import MfaSettings
from emulator.store.transaction import Transaction


def usable_devices(tx: Transaction, user_id: str, settings: MfaSettings) -> tuple[Device, ...]:
    """The user's devices of the allowed types.

    unconfirmed: that a device whose type is no longer allowed counts as none
    """
    return tuple(device for device in devices_of(tx, user_id) if device.kind.type in settings.device_types)


def methods_of(devices: tuple[Device, ...]) -> tuple[CredentialType, ...]:
    """The credentials that these devices can give. unconfirmed: which one AWS asks for first; the app's code here."""
    apps = apps_of(devices)
    methods = []
    if any(app.in_sync for app in apps):
        methods.append(CredentialType.TOTP)
    if len(apps) < len(devices):
        methods.append(CredentialType.WEBAUTHN)
    if any(not app.in_sync for app in apps):
        methods.append(CredentialType.RESYNC_TOTP)
    return tuple(methods)


def apps_of(devices: tuple[Device, ...], *, in_sync: bool | None = None) -> tuple[Device, ...]:
    """The authenticator apps; with `in_sync`, those that are or are not."""
    apps = (device for device in devices if device.kind is DeviceKind.AUTHENTICATOR_APP)
    return tuple(app for app in apps if in_sync is None or app.in_sync is in_sync)
