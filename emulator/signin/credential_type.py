"""The kinds of credentials, as CloudTrail names them (facts/signin.md §5.3)."""

from enum import StrEnum


class CredentialType(StrEnum):
    """What a person proves to be who they are with."""

    PASSWORD = "PASSWORD"
    TOTP = "TOTP"
    WEBAUTHN = "WEBAUTHN"
    EXTERNAL_IDP = "EXTERNAL_IDP"
    RESYNC_TOTP = "RESYNC_TOTP"
    EMAIL_OTP = "EMAIL_OTP"
