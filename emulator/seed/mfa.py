"""Plants MFA settings and devices."""

from collections.abc import Iterable, Mapping

from emulator.directory.users import find_user
from emulator.seed.model import SeedMfa, SeedUser
from emulator.signin.mfa.authenticator_apps import assign_app
from emulator.signin.mfa.settings import DeviceType, MfaSettings, Prompt, WithoutDevice, change_mfa_settings
from emulator.signin.mfa.totp import new_secret
from emulator.store.transaction import Transaction


def described_settings(described: SeedMfa) -> MfaSettings:
    """The settings that a seed, or the control API in its words, describes."""
    return MfaSettings(
        prompt=Prompt(described.prompt),
        without_device=WithoutDevice(described.without_device),
        device_types=tuple(DeviceType(each) for each in described.device_types),
        users_manage_devices=described.users_manage_devices,
    )


def plant_mfa(
    tx: Transaction,
    identity_store_id: str,
    described: SeedMfa,
    users: Iterable[SeedUser],
    user_ids: Mapping[str, str],
) -> None:
    """The settings, and the authenticator apps of the users."""
    change_mfa_settings(tx, identity_store_id, described_settings(described))
    plant_devices(tx, identity_store_id, users, user_ids)


def plant_devices(
    tx: Transaction, identity_store_id: str, users: Iterable[SeedUser], user_ids: Mapping[str, str]
) -> None:
    """The authenticator apps of the users."""
    for user in users:
        for app in user.authenticator_apps:
            owner = find_user(tx, identity_store_id, user_ids[user.user_name])
            assign_app(tx, owner, app.secret or new_secret(tx), name=app.name)
