"""The catalogue holds every cause of the troubleshooting guide, with AWS's exact texts and their evidence."""

import re

import pytest

from emulator.guide.catalogue import Catalogue, Entry, Evidence, catalogue
from emulator.saml import messages

CAUSES_OF_THE_GUIDE = {
    (1, "account-instance"): [
        "account-instance.exists-in-other-region",
        "account-instance.not-opted-in",
        "account-instance.denied-by-scp",
        "account-instance.management-account",
    ],
    (2, "application-catalog-access"): ["catalog.list-applications-only"],
    (3, "saml-assertion-contents"): ["assertion-debug.administrator-mode"],
    (4, "scim-user-sync"): [
        "scim.missing-given-name",
        "scim.missing-family-name",
        "scim.missing-display-name",
        "scim.multi-valued-emails",
        "scim.multi-valued-phone-numbers",
        "scim.multi-valued-addresses",
        "scim.matching-on-several-attributes",
    ],
    (5, "duplicate-user-or-group"): [
        "duplicate.user-name",
        "duplicate.primary-email",
        "duplicate.external-id",
        "duplicate.group-display-name",
    ],
    (6, "upn-user-name"): ["upn.context-aware-mfa", "upn.always-on-mfa"],
    (7, "protected-role"): ["protected-role.iam-edit"],
    (8, "password-reset"): ["password-reset.policy", "password-reset.internal-failure"],
    (9, "stale-assignment"): [
        "stale-assignment.user-recreated",
        "stale-assignment.group-recreated",
        "stale-assignment.application",
    ],
    (10, "application-configuration"): [
        "application.audience-mismatch",
        "application.acs-mismatch",
        "application.name-id-format",
        "application.not-assigned",
    ],
    (11, "external-idp-sign-in"): [
        "saml.name-id.format",
        "saml.name-id.not-rfc2822",
        "saml.name-id.username-mismatch",
        "saml.assertion.multiple",
        "saml.assertion.none",
        "saml.assertion.encrypted",
        "saml.attributes.too-many",
        "saml.attributes.multi-valued",
        "saml.attributes.duplicate-name",
        "saml.attributes.structured-value",
        "saml.attributes.generic-name-format",
        "saml.no-just-in-time",
        "saml.acs-url-mismatch",
        "saml.in-response-to",
        "saml.user-disabled",
    ],
    (12, "access-control-attributes"): ["abac.missing-update-assume-role-policy"],
    (13, "unsupported-browser"): ["webauthn.unsupported-browser"],
    (14, "domain-users-group"): ["active-directory.primary-group"],
    (15, "invalid-mfa-credentials"): ["saml.user-not-provisioned"],
    (16, "authenticator-app-clock"): ["totp.clock-skew-registration", "totp.clock-skew-sign-in"],
    (17, "its-not-you"): [
        "saml.clock-skew",
        "saml.certificate-mismatch",
        "saml.certificate-expired",
        "idp-metadata.name-id-format",
        "ad-connector.credentials-invalid",
        "ad-connector.credentials-expired",
    ],
    (18, "missing-emails"): ["email.sender-blocked", "email.marked-as-spam"],
    (19, "delegated-administration"): ["delegated-admin.management-account-permission-set"],
    (20, "session-token"): [
        "session.revoked",
        "session.expired",
        "session.signed-out",
        "session.unknown-token",
    ],
    (21, "trusted-domain-members"): ["active-directory.foreign-security-principal"],
    (22, "multi-region"): [
        "multi-region.kms-create-key",
        "multi-region.kms-replicate-key",
        "multi-region.instance-creation",
    ],
    (None, "customer-managed-keys"): ["kms.access-blocked"],
}

PATTERN = r"[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r ]+"

# Exact texts with the cause that shows them, and how well they are known.
TEXTS = [
    (
        "scim.missing-given-name",
        "2 validation errors detected: Value at 'name.givenName' failed to satisfy constraint: Member must satisfy"
        f" regular expression pattern: {PATTERN}; Value at 'name.givenName' failed to satisfy constraint: Member must"
        " have length greater than or equal to 1",
        "documented",
    ),
    (
        "scim.missing-family-name",
        "2 validation errors detected: Value at 'name.familyName' failed to satisfy constraint: Member must have"
        " length greater than or equal to 1; Value at 'name.familyName' failed to satisfy constraint: Member must"
        f" satisfy regular expression pattern: {PATTERN}",
        "documented",
    ),
    (
        "scim.missing-family-name",
        "1 validation errors detected: Value at 'name.familyName' failed to satisfy constraint: Member must satisfy"
        f" regular expression pattern: {PATTERN}",
        "documented",
    ),
    ("scim.multi-valued-emails", "List attribute emails exceeds allowed limit of 1", "documented"),
    ("scim.multi-valued-phone-numbers", "List attribute phoneNumbers exceeds allowed limit of 1", "assumed"),
    ("scim.multi-valued-addresses", "List attribute addresses exceeds allowed limit of 1", "assumed"),
    ("scim.multi-valued-emails", "Currently list attributes only allow single item", "documented"),
    ("scim.matching-on-several-attributes", "Invalid Filter format", "documented"),
    ("duplicate.user-name", "Refused to create a new, duplicate resource.", "observed"),
    ("duplicate.group-display-name", "Duplicate GroupDisplayName", "documented"),
    ("saml.name-id.format", "Response contains invalid name id policy format", "observed"),
    ("saml.name-id.format", "We couldn't complete your request right now. Please try again later.", "observed"),
    ("saml.name-id.username-mismatch", "Something went wrong", "observed"),
    ("saml.name-id.username-mismatch", "Looks like this code isn't right. Please try again.", "observed"),
    ("saml.user-not-provisioned", "Looks like this code isn't right. Please try again.", "observed"),
    ("saml.assertion.multiple", "Responses must contain exactly one Assertion", "observed"),
    ("saml.assertion.encrypted", "Responses must contain exactly one Assertion", "assumed"),
    ("saml.in-response-to", "Not a valid response for the provided request id: <request id>", "observed"),
    ("saml.acs-url-mismatch", "An unexpected error has occurred", "documented"),
    ("saml.clock-skew", "It's not you, it's us", "documented"),
    (
        "account-instance.management-account",
        "Organization management account is not allowed to perform the operation.",
        "observed",
    ),
    ("assertion-debug.administrator-mode", "You are now in administrator mode", "documented"),
    (
        "protected-role.iam-edit",
        "Cannot perform the operation on the protected role 'AWSReservedSSO_<role name>' - this role is only"
        " modifiable by AWS",
        "documented",
    ),
    ("password-reset.internal-failure", "We couldn't update your password", "documented"),
    ("password-reset.internal-failure", "InternalFailure", "documented"),
    ("password-reset.internal-failure", "An unknown error occurred", "documented"),
    ("application.audience-mismatch", "Issuer of request does not match our record", "observed"),
    ("application.not-assigned", "An error occurred while signing in to <application name>", "observed"),
    (
        "application.not-assigned",
        "Confirm with your administrator that you have access to <application name> and that your primary email"
        " address is assigned in IAM Identity Center.",
        "observed",
    ),
    ("abac.missing-update-assume-role-policy", "Attributes for access control failed to enable", "documented"),
    ("webauthn.unsupported-browser", "Browser not supported", "documented"),
    ("totp.clock-skew-sign-in", "An unexpected error has occurred", "documented"),
    ("session.expired", "Session token not found or invalid", "documented"),
    (
        "kms.access-blocked",
        "ERROR Code: 0001 - IdentityCenter service access is blocked. Reach out to your IdentityCenter admin for"
        " further steps.",
        "documented",
    ),
]


@pytest.mark.parametrize(("place", "causes"), CAUSES_OF_THE_GUIDE.items(), ids=lambda part: str(part)[:40])
def test_every_entry_of_the_guide_is_there_with_its_causes(place: tuple[int | None, str], causes: list[str]) -> None:
    number, entry_id = place
    entry = next(entry for entry in catalogue().entries if entry.id == entry_id)
    assert entry.number == number
    assert [cause.id for cause in entry.causes] == causes


def test_entries_stand_in_the_guides_order() -> None:
    numbers = [entry.number for entry in catalogue().entries if entry.number is not None]
    assert numbers == list(range(1, 23))


@pytest.mark.parametrize(("cause_id", "text", "evidence"), TEXTS)
def test_texts_are_exact_and_their_evidence_is_told(cause_id: str, text: str, evidence: str) -> None:
    shown = [(shown.text, shown.evidence.value) for shown in catalogue().cause(cause_id).shows]
    assert (text, evidence) in shown


def test_every_cause_tells_what_is_seen_why_and_how_to_fix_it() -> None:
    for cause in catalogue().causes:
        assert cause.shows, cause.id
        assert len(cause.why) > 80, cause.id
        assert cause.fix.strip(), cause.id


def test_every_cause_is_documented_at_aws() -> None:
    for entry in catalogue().entries:
        for cause in entry.causes:
            pages = cause.documentation or (entry.documentation,)
            assert all(page.startswith("https://") for page in pages), cause.id


def test_every_text_that_is_not_assumed_names_its_source() -> None:
    for cause in catalogue().causes:
        for shown in cause.shows:
            assert shown.source or shown.evidence is Evidence.ASSUMED, f"{cause.id}: {shown.text}"
            if shown.evidence is Evidence.DOCUMENTED:
                assert "https://" in shown.source, f"{cause.id}: {shown.text}"


@pytest.mark.parametrize(
    ("cause_id", "message"),
    [
        ("saml.name-id.not-rfc2822", messages.NAME_ID),
        ("saml.name-id.username-mismatch", messages.USER_NOT_FOUND),
        ("saml.no-just-in-time", messages.USER_NOT_FOUND),
        ("saml.user-not-provisioned", messages.USER_NOT_FOUND),
        ("saml.user-disabled", messages.USER_DISABLED),
        ("saml.attributes.multi-valued", messages.ATTRIBUTES),
        ("saml.acs-url-mismatch", messages.DESTINATION),
        ("saml.acs-url-mismatch", messages.RECIPIENT),
        ("saml.clock-skew", messages.TIME),
        ("saml.certificate-mismatch", messages.SIGNATURE),
        ("saml.certificate-expired", messages.SIGNATURE),
    ],
)
def test_messages_that_the_emulator_assumes_are_told_as_assumed(cause_id: str, message: str) -> None:
    shown = {shown.text: shown.evidence for shown in catalogue().cause(cause_id).shows}
    assert shown[message] is Evidence.ASSUMED


def test_ids_are_readable_words() -> None:
    for cause in catalogue().causes:
        assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", cause.id), cause.id


def test_a_cause_named_twice_is_refused() -> None:
    entry = catalogue().entries[0]
    twin = Entry.model_validate({**entry.model_dump(), "id": "twin"})
    with pytest.raises(ValueError, match=r"names the cause account-instance\.exists-in-other-region twice"):
        Catalogue((entry, twin))
