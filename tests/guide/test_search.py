"""A person pastes what they saw, and gets the causes that show it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.guide.catalogue import catalogue
from emulator.guide.search import nearest_ids, search


def found(query: str) -> list[str]:
    return [match.cause.id for match in search(catalogue(), query)]


def test_the_id_of_a_cause_finds_it_alone() -> None:
    assert found("saml.in-response-to") == ["saml.in-response-to"]


def test_the_beginning_of_an_id_finds_what_it_covers() -> None:
    causes = found("saml.name-id")
    assert {"saml.name-id.format", "saml.name-id.not-rfc2822", "saml.name-id.username-mismatch"} <= set(causes)
    assert all(cause.startswith("saml.name-id.") for cause in causes)


def test_the_id_of_an_entry_finds_its_causes() -> None:
    assert found("missing-emails") == ["email.sender-blocked", "email.marked-as-spam"]


@pytest.mark.parametrize(
    ("query", "cause_id"),
    [
        ("List attribute emails exceeds allowed limit of 1", "scim.multi-valued-emails"),
        ("LIST ATTRIBUTE EMAILS", "scim.multi-valued-emails"),
        (
            "Not a valid response for the provided request id: aws_ccV60abcdefghijklmnopqrstuvwxyz12",
            "saml.in-response-to",
        ),
        ("ConflictException: Duplicate GroupDisplayName", "duplicate.group-display-name"),
        ("ERROR Code: 0001", "kms.access-blocked"),
        (
            "An error occurred (UnmodifiableEntity) when calling the AttachRolePolicy operation: Cannot perform the"
            " operation on the protected role 'AWSReservedSSO_Admin_0123456789abcdef' - this role is only modifiable"
            " by AWS",
            "protected-role.iam-edit",
        ),
        (
            '{"detail":"2 validation errors detected: Value at \'name.givenName\' failed to satisfy constraint:'
            " Member must have length greater than or equal to 1; Value at 'name.givenName' failed to satisfy"
            " constraint: Member must satisfy regular expression pattern: "
            r'[\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}\\t\\n\\r ]+",'
            '"status":"400","exceptionRequestId":"977d19cb-0000-4000-8000-0123456789ab"}',
            "scim.missing-given-name",
        ),
        ("encrypted", "saml.assertion.encrypted"),
    ],
)
def test_a_text_finds_its_cause_first(query: str, cause_id: str) -> None:
    assert found(query)[0] == cause_id


def test_a_text_that_several_causes_show_finds_them_all() -> None:
    assert {
        "saml.name-id.username-mismatch",
        "saml.no-just-in-time",
        "saml.user-not-provisioned",
    } <= set(found("Looks like this code isn\N{RIGHT SINGLE QUOTATION MARK}t right"))


def test_misspelt_words_are_understood() -> None:
    assert "saml.assertion.multiple" in found("Responces must contain exactly one asertion")


@pytest.mark.parametrize("query", ["", "   ", "…", "the quick brown fox", "977d19cb-0000-4000-8000-0123456789ab"])
def test_nothing_fits_nothing(query: str) -> None:
    assert found(query) == []


def test_every_shown_text_finds_its_own_cause() -> None:
    for cause in catalogue().causes:
        for shown in cause.shows:
            assert cause.id in found(shown.text), shown.text


def test_a_mistyped_id_has_neighbours() -> None:
    assert nearest_ids(catalogue(), "saml.nameid.format")[0] == "saml.name-id.format"


@given(st.text(max_size=300))
def test_any_text_is_searched_without_an_error(query: str) -> None:
    matches = search(catalogue(), query)
    assert [match.score for match in matches] == sorted((match.score for match in matches), reverse=True)
