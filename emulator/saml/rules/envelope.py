"""Rules about the message as a whole: version, status, and how many assertions it holds."""

from emulator.saml import messages, names
from emulator.saml.expectations import Expectations
from emulator.saml.instants import read_instant
from emulator.saml.response import Response
from emulator.saml.rules.rule import refuse

# facts/signin.md §2.3 and §6. unconfirmed: whether AWS counts the posted base64 text (chosen) or the XML in it.
MAXIMUM_LENGTH = 50_000


def is_not_too_long(saml_response: str) -> None:
    """Cause saml.response.too-long: more than 50,000 characters."""
    if len(saml_response) > MAXIMUM_LENGTH:
        raise refuse(
            "saml.response.too-long",
            messages.TOO_LONG,
            where="SAMLResponse",
            found=f"{len(saml_response)} characters",
            expected=f"at most {MAXIMUM_LENGTH} characters",
        )


def is_saml_2(response: Response, expected: Expectations) -> None:
    """Cause saml.response.malformed: another version of SAML."""
    del expected
    if response.version != "2.0":
        raise refuse(
            "saml.response.malformed",
            messages.VERSION,
            where="Response/@Version",
            found=response.version,
            expected="2.0",
        )


def reports_success(response: Response, expected: Expectations) -> None:
    """Cause saml.status.not-success: the provider itself says that it did not sign the person in."""
    del expected
    if response.status_codes[:1] != (names.SUCCESS,):
        codes = " / ".join(response.status_codes)
        raise refuse(
            "saml.status.not-success",
            messages.NOT_SUCCESSFUL,
            where="Response/Status/StatusCode/@Value",
            found=codes or None,
            expected=names.SUCCESS,
            more={"status message": response.status_message} if response.status_message else {},
        )


def has_no_encrypted_assertion(response: Response, expected: Expectations) -> None:
    """Cause saml.assertion.encrypted (facts/signin.md §2.6)."""
    del expected
    if response.encrypted_assertions:
        raise refuse(
            "saml.assertion.encrypted",
            # unconfirmed: an encrypted assertion is presumably not counted as an assertion
            messages.EXACTLY_ONE_ASSERTION,
            where="Response/EncryptedAssertion",
            found=f"{response.encrypted_assertions} encrypted",
            expected="one Assertion in the clear",
        )


def has_exactly_one_assertion(response: Response, expected: Expectations) -> None:
    """Causes saml.assertion.none and saml.assertion.multiple (facts/signin.md §2.6)."""
    del expected
    count = len(response.assertions)
    if count > 1 or (count == 0 and response.encrypted_assertions == 0):
        raise refuse(
            "saml.assertion.multiple" if count else "saml.assertion.none",
            messages.EXACTLY_ONE_ASSERTION,
            where="Response/Assertion",
            found=str(count),
            expected="1",
        )


def carries_ids(response: Response, expected: Expectations) -> None:
    """Cause saml.response.malformed: Response and Assertion must have an ID, without which a replay goes unseen."""
    del expected
    identifiers = [("Response/@ID", response.id), *(("Assertion/@ID", each.id) for each in response.assertions[:1])]
    for where, identifier in identifiers:
        if not identifier:
            raise refuse(
                "saml.response.malformed", messages.UNREADABLE, where=where, found=None, expected="an ID of its own"
            )


def writes_readable_instants(response: Response, expected: Expectations) -> None:
    """Cause saml.response.malformed: a time that is not an xs:dateTime."""
    del expected
    for where, text in _instants(response):
        if text is not None and read_instant(text) is None:
            raise refuse(
                "saml.response.malformed",
                messages.UNREADABLE,
                where=where,
                found=text,
                expected="an instant in UTC such as 2026-01-31T09:30:00Z",
            )


def _instants(response: Response) -> list[tuple[str, str | None]]:
    instants = [("Response/@IssueInstant", response.issue_instant)]
    for assertion in response.assertions[:1]:
        instants += [
            ("Assertion/@IssueInstant", assertion.issue_instant),
            ("Conditions/@NotBefore", assertion.conditions.not_before),
            ("Conditions/@NotOnOrAfter", assertion.conditions.not_on_or_after),
        ]
        for confirmation in assertion.confirmations:
            instants += [
                ("SubjectConfirmationData/@NotBefore", confirmation.not_before),
                ("SubjectConfirmationData/@NotOnOrAfter", confirmation.not_on_or_after),
            ]
        instants += [("AuthnStatement/@SessionNotOnOrAfter", end) for end in assertion.session_ends]
    return instants
