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

_PAGES = {
    "kms.access-blocked": KEY_BLOCKED,
    "token.wrong-region": WRONG_REGION,
    "saml.name-id.username-mismatch": NO_SUCH_USER,
    "saml.no-just-in-time": NO_SUCH_USER,
    "saml.user-not-provisioned": NO_SUCH_USER,
    # unconfirmed: that a disabled user sees the page of an unknown one
    "saml.user-disabled": NO_SUCH_USER,
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
