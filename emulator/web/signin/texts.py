"""What AWS's sign-in pages say when a sign-in fails: cause → page, with the evidence for the words.

Source: facts/signin.md §2.8. The pages tell a person almost nothing, and that is what has to be reproduced.
"""

from dataclasses import dataclass

from emulator.authorization.customer_managed_keys import PORTAL_TEXT
from emulator.guide.catalogue import Evidence


@dataclass(frozen=True, kw_only=True)
class PageText:
    """Heading and text of one of AWS's pages; no text where only the heading is known."""

    heading: str
    text: str = ""
    evidence: Evidence


# Observed in three independent reports, 2025 and 2026.
NO_SUCH_USER = PageText(
    heading="Something went wrong",
    text="Looks like this code isn't right. Please try again.",
    evidence=Evidence.OBSERVED,
)
# The heading is documented, the sentence was observed in 2023. unconfirmed: that they stand on one page.
SET_UP_WRONGLY = PageText(
    heading="It's not you, it's us",
    text="We couldn't complete your request right now. Please try again later.",
    evidence=Evidence.OBSERVED,
)
# unconfirmed: which words stand below; only this sentence is documented
UNEXPECTED = PageText(heading="An unexpected error has occurred", evidence=Evidence.DOCUMENTED)

# Observed in https://github.com/aws/aws-cli/issues/5058 and others; there too without more words.
WRONG_REGION = PageText(heading="invalid_grant", text="Invalid grant provided", evidence=Evidence.OBSERVED)

# unconfirmed: which words stand around it; this line is documented.
KEY_BLOCKED = PageText(heading=PORTAL_TEXT, evidence=Evidence.DOCUMENTED)

# unconfirmed: the words; guide entry 6 describes the failure and quotes no message
NAME_FORM = PageText(heading="Something went wrong", evidence=Evidence.ASSUMED)

# unconfirmed: the words of a wrong user name or password; no source has them
WRONG_CREDENTIALS = PageText(
    heading="We couldn't verify your sign-in credentials. Please try again.", evidence=Evidence.ASSUMED
)
# unconfirmed: that AWS locks at all
LOCKED = PageText(heading="Too many failed attempts. Please try again later.", evidence=Evidence.ASSUMED)
# Observed in another place (above); unconfirmed: that a wrong code from an e-mail shows it.
WRONG_CODE = PageText(heading="Looks like this code isn't right. Please try again.", evidence=Evidence.ASSUMED)
# Documented for compliant passwords; unconfirmed: the words for each broken rule
NOT_UPDATED = PageText(heading="We couldn't update your password", evidence=Evidence.DOCUMENTED)
# unconfirmed: the words about links and sign-ins that are over
LINK_OVER = PageText(
    heading="This link is no longer valid", text="Ask your administrator for a new one.", evidence=Evidence.ASSUMED
)
SIGN_IN_OVER = PageText(
    heading="Your sign-in session has expired", text="Sign in again to continue.", evidence=Evidence.ASSUMED
)

# Documented, guide entry 13.
UNSUPPORTED_BROWSER = PageText(heading="Browser not supported", evidence=Evidence.DOCUMENTED)
# unconfirmed: every other word about MFA devices
BLOCKED = PageText(heading="Your sign-in is blocked. Contact your administrator.", evidence=Evidence.ASSUMED)
TOO_MANY_DEVICES = PageText(heading="You have the most MFA devices of this kind already", evidence=Evidence.ASSUMED)
NAME_NOT_TAKEN = PageText(heading="Enter another device name", evidence=Evidence.ASSUMED)
REGISTERED_ALREADY = PageText(heading="This device is already registered", evidence=Evidence.ASSUMED)

# Observed in the portal's API; unconfirmed: that its pages use the same words
NO_ACCESS = PageText(heading="No access", evidence=Evidence.ASSUMED)

_PAGES = {
    "portal.account-not-assigned": NO_ACCESS,
    "portal.role-not-assigned": NO_ACCESS,
    "portal.role-name": NO_ACCESS,
    "stale-assignment.user-recreated": NO_ACCESS,
    "stale-assignment.group-recreated": NO_ACCESS,
    "active-directory.primary-group": NO_ACCESS,
    "active-directory.foreign-security-principal": NO_ACCESS,
    "role.not-provisioned": NO_ACCESS,
    "role.saml-provider-missing": NO_ACCESS,
    "totp.code-wrong": WRONG_CODE,
    "totp.code-used-twice": WRONG_CODE,
    "totp.not-in-a-row": WRONG_CODE,
    "webauthn.unsupported-browser": UNSUPPORTED_BROWSER,
    "webauthn.registered-already": REGISTERED_ALREADY,
    "mfa.sign-in-blocked": BLOCKED,
    "mfa.too-many-devices": TOO_MANY_DEVICES,
    "mfa.device-name": NAME_NOT_TAKEN,
    "upn.context-aware-mfa": NAME_FORM,
    "upn.always-on-mfa": NAME_FORM,
    "active-directory.not-synchronized": WRONG_CREDENTIALS,
    # unconfirmed: that whom the directory does not let in sees the page of a wrong password
    "active-directory.not-synchronized-for-long": WRONG_CREDENTIALS,
    "active-directory.account-locked": WRONG_CREDENTIALS,
    "active-directory.account-expired": WRONG_CREDENTIALS,
    "active-directory.password-expired": WRONG_CREDENTIALS,
    "active-directory.logon-restricted": WRONG_CREDENTIALS,
    # unconfirmed: the words
    "active-directory.four-domains": NAME_FORM,
    "ad-connector.unreachable": SET_UP_WRONGLY,
    "ad-connector.credentials-invalid": SET_UP_WRONGLY,
    "ad-connector.credentials-expired": SET_UP_WRONGLY,
    "sign-in.unknown-user": WRONG_CREDENTIALS,
    "sign-in.wrong-password": WRONG_CREDENTIALS,
    "sign-in.no-password": WRONG_CREDENTIALS,
    "sign-in.one-time-password-expired": WRONG_CREDENTIALS,
    # unconfirmed: that a disabled user sees the page of a wrong password
    "sign-in.user-disabled": WRONG_CREDENTIALS,
    "sign-in.too-many-attempts": LOCKED,
    "sign-in.wrong-code": WRONG_CODE,
    "sign-in.link-unknown": LINK_OVER,
    "sign-in.link-used": LINK_OVER,
    "sign-in.link-expired": LINK_OVER,
    # unconfirmed: that a link shows these words after another identity source was connected
    "password-reset.other-source": LINK_OVER,
    "sign-in.workflow-expired": SIGN_IN_OVER,
    "sign-in.workflow-unknown": SIGN_IN_OVER,
    "password-reset.policy": NOT_UPDATED,
    "password-reset.no-match": NOT_UPDATED,
    "password-reset.internal-failure": NOT_UPDATED,
    "kms.access-blocked": KEY_BLOCKED,
    "token.wrong-region": WRONG_REGION,
    "saml.name-id.username-mismatch": NO_SUCH_USER,
    "saml.no-just-in-time": NO_SUCH_USER,
    "saml.user-not-provisioned": NO_SUCH_USER,
    # unconfirmed: that a disabled user sees the page of an unknown one
    "saml.user-disabled": NO_SUCH_USER,
    # unconfirmed: that a failure of AWS itself shows these words, which fit it best
    "fault.answered-with-error": SET_UP_WRONGLY,
    "fault.carried-out-all-the-same": SET_UP_WRONGLY,
    "saml.name-id.format": SET_UP_WRONGLY,
    "idp-metadata.name-id-format": SET_UP_WRONGLY,
    "saml.certificate-mismatch": SET_UP_WRONGLY,
    "saml.certificate-expired": SET_UP_WRONGLY,
    "saml.clock-skew": SET_UP_WRONGLY,
}

# unconfirmed: the HTTP status of AWS's error pages
ERROR_STATUS = 400


def page_text(cause: str) -> PageText:
    """The page that a person sees for a cause."""
    return _PAGES.get(cause, UNEXPECTED)
