"""Which second factor a sign-in needs (facts/signin.md §3.8): none, a credential, or a device to register."""

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
        case WithoutDevice.BLOCK:
            raise _blocked(user.user_name)
        case WithoutDevice.EMAIL_OTP:
            return _email_code(workflow.credentials, mail_address(user), user.user_name)


def offers_trust(settings: MfaSettings) -> bool:
    """Whether pages offer to trust the device."""
    return settings.prompt is Prompt.CONTEXT_AWARE


def _email_code(credentials: tuple[CredentialType, ...], email: str | None, user_name: str) -> CredentialType | None:
    # unconfirmed: that somebody who has just proved the address by a code is not asked for another one
    if CredentialType.EMAIL_OTP in credentials:
        return None
    if email is None:
        raise Refusal(
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
    return CredentialType.EMAIL_OTP


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
