"""The rule that an assertion is used once."""

from emulator.saml import messages
from emulator.saml.expectations import Expectations
from emulator.saml.response import Response
from emulator.saml.rules.rule import Unchecked, refuse, the_assertion


def is_new(response: Response, expected: Expectations) -> None:
    """Cause saml.assertion.replayed (SAML Profiles 4.1.4.5)."""
    assertion_id = the_assertion(response).id
    if expected.is_consumed is None:
        raise Unchecked("a running emulator, which knows the assertions that were used")
    if expected.is_consumed(assertion_id):
        raise refuse(
            "saml.assertion.replayed",
            messages.REPLAYED,
            where="Assertion/@ID",
            found=assertion_id,
            expected="an assertion that was not posted before",
        )
