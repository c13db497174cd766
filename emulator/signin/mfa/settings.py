"""The MFA settings of an instance (facts/signin.md §3.8). They count while passwords are checked here.

With an external identity provider, MFA is the provider's business and the settings have no effect.
"""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, insert, select

from emulator.guide.refusal import Facts, Refusal
from emulator.signin.mfa.events import Operator, record_device_operation
from emulator.store.tables.mfa import mfa_settings
from emulator.store.transaction import Transaction


class Prompt(StrEnum):
    """Prompt users for MFA: every time, only when their sign-in context changes, never."""

    ALWAYS_ON = "always-on"
    CONTEXT_AWARE = "context-aware"
    DISABLED = "disabled"


class WithoutDevice(StrEnum):
    """If a user does not yet have a registered MFA device."""

    REGISTER = "register"
    EMAIL_OTP = "email-otp"
    BLOCK = "block"
    ALLOW = "allow"


class DeviceType(StrEnum):
    """Users can authenticate with these MFA types."""

    SECURITY_KEYS = "security-keys"
    AUTHENTICATOR_APPS = "authenticator-apps"


@dataclass(frozen=True, kw_only=True)
class MfaSettings:
    """The defaults are those of an instance that is enabled today.

    unconfirmed: that both device types are allowed at first, and that users manage their devices themselves
    """

    prompt: Prompt = Prompt.ALWAYS_ON
    without_device: WithoutDevice = WithoutDevice.REGISTER
    device_types: tuple[DeviceType, ...] = tuple(DeviceType)
    users_manage_devices: bool = True

    @property
    def enabled(self) -> bool:
        """Whether MFA is asked for at all; if not, nobody manages devices."""
        return self.prompt is not Prompt.DISABLED


def mfa_settings_of(tx: Transaction, identity_store_id: str) -> MfaSettings:
    """The settings of the instance with that identity store."""
    row = tx.row(select(mfa_settings).where(mfa_settings.c.identity_store_id == identity_store_id))
    if row is None:
        return MfaSettings()
    return MfaSettings(
        prompt=Prompt(row["prompt"]),
        without_device=WithoutDevice(row["without_device"]),
        device_types=tuple(DeviceType(each) for each in row["device_types"]),
        users_manage_devices=row["users_manage_devices"],
    )


def change_mfa_settings(
    tx: Transaction, identity_store_id: str, settings: MfaSettings, *, by: Operator | None = None
) -> None:
    """Make `settings` those of the instance. Raises a Refusal (mfa.no-device-type) when they allow no type."""
    if settings.enabled and not settings.device_types:
        raise Refusal(
            "ValidationException",
            # unconfirmed: the console's words
            "Choose at least one MFA type",
            cause="mfa.no-device-type",
            facts=Facts(where="device_types", found="none", expected=" or ".join(DeviceType)),
        )
    tx.execute(delete(mfa_settings).where(mfa_settings.c.identity_store_id == identity_store_id))
    tx.execute(
        insert(mfa_settings).values(
            identity_store_id=identity_store_id,
            prompt=settings.prompt,
            without_device=settings.without_device,
            device_types=[each for each in DeviceType if each in settings.device_types],
            users_manage_devices=settings.users_manage_devices,
        )
    )
    if by is not None:
        record_device_operation(tx, by, "PutMfaDeviceManagementForDirectory", {"directoryId": identity_store_id})
