"""MFA: the settings, and an administrator's work on the devices of users."""

from datetime import datetime

from pydantic import Field

from emulator.directory.user import User
from emulator.directory.users import find_user
from emulator.permissions.instances import Instance, organization_instance
from emulator.seed.mfa import described_settings
from emulator.seed.model import SeedAuthenticatorApp, SeedMfa
from emulator.signin.mfa.authenticator_apps import register_app_for
from emulator.signin.mfa.devices import Device, DeviceKind, delete_device, devices_of, list_devices, rename_device
from emulator.signin.mfa.events import Operator, administrator
from emulator.signin.mfa.settings import DeviceType, Prompt, WithoutDevice, change_mfa_settings, mfa_settings_of
from emulator.signin.mfa.totp import provisioning_uri
from emulator.store.transaction import Transaction
from emulator.trail.administrator import account_root
from emulator.web.control.route import Answer, Body, Control
from emulator.web.journal import origin


class MfaSettingsInfo(Answer):
    """The MFA settings; without effect while an external identity provider is connected."""

    prompt: Prompt
    without_device: WithoutDevice
    device_types: list[DeviceType]
    users_manage_devices: bool


class MfaDeviceInfo(Answer):
    """A registered device. An authenticator app out of sync is asked for two codes in a row."""

    device_id: str
    kind: DeviceKind
    name: str
    registered_at: datetime
    last_used_at: datetime | None
    in_sync: bool


class MfaDeviceList(Answer):
    """The devices of a user, oldest first."""

    devices: list[MfaDeviceInfo]


class NewAuthenticatorApp(Answer):
    """An authenticator app, with the secret that its codes come from; only this answer tells it."""

    device: MfaDeviceInfo
    secret: str
    provisioning_uri: str


class MfaDeviceName(Body):
    """Another name for a device."""

    name: str = Field(description="1 to 100 printable characters, different from those of the user's other devices.")


def read_mfa_settings(control: Control) -> MfaSettingsInfo:
    """The MFA settings of the instance."""
    with control.context.store.transaction() as tx:
        return _settings(tx, organization_instance(tx))


def choose_mfa_settings(control: Control, *, body: SeedMfa) -> MfaSettingsInfo:
    """Change the MFA settings, in the words of a seed file; what is left out has AWS's default."""
    with control.context.store.transaction() as tx:
        instance = organization_instance(tx)
        change_mfa_settings(tx, instance.identity_store_id, described_settings(body), by=_operator(instance))
        return _settings(tx, instance)


def read_mfa_devices(control: Control, *, user_id: str) -> MfaDeviceList:
    """The MFA devices of a user."""
    with control.context.store.transaction() as tx:
        instance, user = _user(tx, user_id)
        return MfaDeviceList(devices=[_device(each) for each in list_devices(tx, user, by=_operator(instance))])


def register_mfa_device(control: Control, *, user_id: str, body: SeedAuthenticatorApp) -> NewAuthenticatorApp:
    """Register an authenticator app for a user, without a code."""
    with control.context.store.transaction() as tx:
        instance, user = _user(tx, user_id)
        device, secret = register_app_for(tx, user, body.secret, name=body.name, by=_operator(instance))
        return NewAuthenticatorApp(
            device=_device(device), secret=secret, provisioning_uri=provisioning_uri(secret, user.user_name)
        )


def rename_mfa_device(control: Control, *, user_id: str, device_id: str, body: MfaDeviceName) -> MfaDeviceInfo:
    """Rename an MFA device of a user."""
    with control.context.store.transaction() as tx:
        instance, user = _user(tx, user_id)
        return _device(rename_device(tx, user, device_id, body.name, by=_operator(instance)))


def remove_mfa_device(control: Control, *, user_id: str, device_id: str) -> MfaDeviceList:
    """Delete an MFA device of a user."""
    with control.context.store.transaction() as tx:
        instance, user = _user(tx, user_id)
        delete_device(tx, user, device_id, by=_operator(instance))
        return MfaDeviceList(devices=[_device(each) for each in devices_of(tx, user.user_id)])


def _settings(tx: Transaction, instance: Instance) -> MfaSettingsInfo:
    return MfaSettingsInfo.model_validate(mfa_settings_of(tx, instance.identity_store_id), from_attributes=True)


def _device(device: Device) -> MfaDeviceInfo:
    return MfaDeviceInfo.model_validate(device, from_attributes=True)


def _user(tx: Transaction, user_id: str) -> tuple[Instance, User]:
    instance = organization_instance(tx)
    return instance, find_user(tx, instance.identity_store_id, user_id)


def _operator(instance: Instance) -> Operator:
    return administrator(instance, account_root(instance.owner_account_id, origin()))
