"""Which second factor a sign-in needs (facts/signin.md §3.8): none, a credential, or a device to register."""

from emulator.directory.user import User
from emulator.guide.refusal import Facts, Refusal
from emulator.signin.credential_type import CredentialType
from emulator.signin.email_codes import mail_address
from emulator.signin.mfa.methods import methods_of, usable_devices
from emulator.signin.mfa.settings import MfaSettings, Prompt, WithoutDevice, mfa_settings_of
from emulator.signin.mfa.trusted_devices import is_trusted
from emulator.signin.visit import Visit
from emulator.store.transaction import Transaction

# What the person has to do: give this credential, register a device, or nothing.
Requirement = CredentialType | WithoutDevice | None


def second_factor(tx: Transaction, visit: Visit) -> Requirement:
    """What is still needed: a credential, `WithoutDevice.REGISTER`, or None.

    Raises a Refusal (mfa.sign-in-blocked, mfa.no-email-address) where the settings let nothing lead to a session.
    """
    workflow, user = visit.workflow, visit.user
    assert user is not None, "only a known user gets past the first credential"
    settings = mfa_settings_of(tx, visit.instance.identity_store_id)
    if not settings.enabled or workflow.device_enrolled or len(workflow.credentials) > 1:
        return None
    # A trusted device is not asked, even where the sign-in of everybody without a device is blocked.
    if offers_trust(settings) and is_trusted(tx, user.user_id, visit.trusted_device, visit.origin):
        return None
    methods = methods_of(usable_devices(tx, user.user_id, settings))
    if methods:
        return methods[0]
    match settings.without_device:
        case WithoutDevice.ALLOW:
            return None
        case WithoutDevice.REGISTER:
            return WithoutDevice.REGISTER
        # unconfirmed: that somebody who has just proved the address by a code is not asked for another one
        case WithoutDevice.EMAIL_OTP if CredentialType.EMAIL_OTP in workflow.credentials:
            return None
    refusal = refused_without_device(settings, user)
    if refusal is not None:
        raise refusal
    return CredentialType.EMAIL_OTP


def refused_without_device(settings: MfaSettings, user: User) -> Refusal | None:
    """Why somebody without an MFA device cannot sign in (mfa.sign-in-blocked, mfa.no-email-address); None who can."""
    if settings.without_device is WithoutDevice.BLOCK:
        return _blocked(user.user_name)
    if settings.without_device is WithoutDevice.EMAIL_OTP and mail_address(user) is None:
        return _no_address(user.user_name)
    return None


def offers_trust(settings: MfaSettings) -> bool:
    """Whether pages offer to trust the device."""
    return settings.prompt is Prompt.CONTEXT_AWARE


def _no_address(user_name: str) -> Refusal:
    return Refusal(
        "AccessDeniedException",
        # unconfirmed: AWS's words
        "An unexpected error has occurred",
        cause="mfa.no-email-address",
        facts=Facts(
            where=f"e-mail address of {user_name}",
            found="none",
            expected="an address that the one-time password can be sent to",
        ),
    )


def _blocked(user_name: str) -> Refusal:
    return Refusal(
        "AccessDeniedException",
        # unconfirmed: AWS's words
        "Your sign-in is blocked. Contact your administrator.",
        cause="mfa.sign-in-blocked",
        facts=Facts(
            where=f"MFA devices of {user_name}",
            found="none of an allowed type",
            expected="a registered device",
            more={"setting": "If a user does not yet have a registered MFA device: Block their sign-in"},
        ),
    )
