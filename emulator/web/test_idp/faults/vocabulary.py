"""The table of all faults, under the headings of the page. The causes are ids of the catalogue."""

from dataclasses import replace
from typing import Any

from emulator.web.test_idp.faults import documents, plans
from emulator.web.test_idp.faults.fault import (
    Change,
    Fault,
    KeyChoice,
    PlanChange,
    PostedChange,
    SealedTreeChange,
    SealingChange,
    SignedParts,
    TextChange,
    TreeChange,
)

REPLAYED = "replayed"


def _sealed_with(**differently: Any) -> SealingChange:
    return SealingChange(lambda sealing: replace(sealing, **differently))


_ASSERTION_SIGNED_ONLY = _sealed_with(parts=SignedParts.ASSERTION)


def _fault(id: str, cause: str, description: str, *changes: Change) -> Fault:
    return Fault(id=id, cause=cause, description=description, changes=changes)


FAULTS_BY_GROUP: dict[str, tuple[Fault, ...]] = {
    "Signature": (
        _fault("unsigned", "saml.signature.missing", "Nothing is signed", _sealed_with(parts=SignedParts.NOTHING)),
        _fault(
            "wrong-certificate",
            "saml.certificate-mismatch",
            "Signed with a key whose certificate is not in the metadata",
            _sealed_with(key=KeyChoice.OTHER),
        ),
        _fault(
            "expired-certificate",
            "saml.certificate-expired",
            "Signed with an old key; its certificate is in the metadata, but has expired",
            _sealed_with(key=KeyChoice.EXPIRED),
        ),
        _fault(
            "tampered-after-signing",
            "saml.signature.invalid",
            "NotOnOrAfter is moved by an hour after signing",
            SealedTreeChange(documents.lengthen_validity),
        ),
        _fault(
            "md5-signature",
            "saml.signature.algorithm",
            "The signature says that it was made with MD5, which nobody accepts any more",
            SealedTreeChange(documents.claim_md5_signature),
        ),
        _fault(
            "wrapped-signature",
            "saml.signature.wrapped",
            "A forged assertion for the chosen person stands where the signed one, for somebody else, should be",
            PlanChange(plans.name_id_of_somebody_else),
            _ASSERTION_SIGNED_ONLY,
            SealedTreeChange(documents.wrap_signed_assertion),
        ),
        _fault(
            "duplicate-id",
            "saml.signature.wrapped",
            "Another element carries the ID of the signed assertion",
            _ASSERTION_SIGNED_ONLY,
            SealedTreeChange(documents.repeat_id),
        ),
    ),
    "Name identifier": (
        _fault(
            "name-id-format",
            "saml.name-id.format",
            "The format is persistent (or the one chosen under More options)",
            PlanChange(plans.name_id_format_persistent),
        ),
        _fault(
            "name-id-not-email",
            "saml.name-id.not-rfc2822",
            "The value is the part before the @ only",
            PlanChange(plans.name_id_without_domain),
        ),
        _fault(
            "name-id-case",
            "saml.name-id.username-mismatch",
            "The value is in upper case",
            PlanChange(plans.name_id_in_other_case),
        ),
        _fault("no-name-id", "saml.name-id.missing", "There is no NameID", TreeChange(documents.remove_name_id)),
        _fault(
            "name-id-with-comment",
            "saml.user-not-provisioned",
            "A comment splits the value, so that careless readers see the chosen person in somebody else's name",
            TreeChange(documents.put_comment_into_name_id),
        ),
    ),
    "Time": (
        _fault(
            "clock-behind",
            "saml.clock-skew",
            "The provider's clock is behind (by 15 minutes, or as chosen under More options)",
            PlanChange(plans.behind),
        ),
        _fault(
            "clock-ahead",
            "saml.clock-skew",
            "The provider's clock is ahead (by 15 minutes, or as chosen under More options)",
            PlanChange(plans.ahead),
        ),
        _fault("expired", "saml.clock-skew", "Valid until an hour ago", PlanChange(plans.expired)),
        _fault("not-yet-valid", "saml.clock-skew", "Valid in an hour", PlanChange(plans.not_yet_valid)),
        _fault(
            "session-not-on-or-after",
            "saml.clock-skew",
            "The provider's session (SessionNotOnOrAfter) ended an hour ago",
            PlanChange(plans.session_over),
        ),
    ),
    "Addresses": (
        _fault(
            "wrong-destination",
            "saml.acs-url-mismatch",
            "Destination is another service's URL",
            PlanChange(plans.destination_elsewhere),
        ),
        _fault(
            "destination-case",
            "saml.acs-url-mismatch",
            "Destination is the ACS URL with its path in upper case",
            PlanChange(plans.destination_in_other_case),
        ),
        _fault(
            "destination-trailing-slash",
            "saml.acs-url-mismatch",
            "Destination is the ACS URL with a slash at the end",
            PlanChange(plans.destination_with_slash),
        ),
        _fault(
            "wrong-recipient",
            "saml.acs-url-mismatch",
            "Recipient is another service's URL",
            PlanChange(plans.recipient_elsewhere),
        ),
        _fault(
            "acs-of-other-instance",
            "saml.acs-url-mismatch",
            "Destination and Recipient are the ACS URL of another instance",
            PlanChange(plans.acs_of_other_instance),
        ),
        _fault(
            "wrong-audience",
            "saml.audience-mismatch",
            "Audience is another application",
            PlanChange(plans.audience_elsewhere),
        ),
        _fault(
            "wrong-issuer",
            "saml.issuer-mismatch",
            "Issuer is another provider's entity ID",
            PlanChange(plans.issuer_elsewhere),
        ),
        _fault(
            "unknown-in-response-to",
            "saml.in-response-to",
            "InResponseTo names a request that nobody sent",
            PlanChange(plans.answers_unknown_request),
        ),
    ),
    "Assertion": (
        _fault(
            "no-assertion",
            "saml.assertion.none",
            "The response holds no assertion",
            TreeChange(documents.remove_assertion),
        ),
        _fault(
            "two-assertions",
            "saml.assertion.multiple",
            "The response holds two assertions",
            TreeChange(documents.repeat_assertion),
        ),
        _fault(
            "encrypted-assertion",
            "saml.assertion.encrypted",
            "The assertion is encrypted",
            _sealed_with(encrypt=True),
        ),
        _fault(
            "no-bearer",
            "saml.subject-confirmation",
            "The subject is confirmed by holder-of-key, not as bearer",
            PlanChange(plans.confirmed_by_key),
        ),
        _fault(REPLAYED, "saml.assertion.replayed", "The response that this person was given last is sent again"),
    ),
    "Attributes": (
        _fault(
            "attributes-51",
            "saml.attributes.too-many",
            "There are 51 attributes",
            PlanChange(plans.fifty_one_attributes),
        ),
        _fault(
            "attribute-multi-valued",
            "saml.attributes.multi-valued",
            "AccessControl:CostCenter has two values",
            PlanChange(plans.attribute_with_two_values),
        ),
        _fault(
            "attribute-duplicate",
            "saml.attributes.duplicate-name",
            "Two attributes are named AccessControl:CostCenter",
            PlanChange(plans.attribute_twice),
        ),
        _fault(
            "attribute-structured",
            "saml.attributes.structured-value",
            "The value of AccessControl:Person is XML",
            TreeChange(documents.add_structured_attribute),
        ),
        _fault(
            "attribute-generic-name-format",
            "saml.attributes.generic-name-format",
            "The NameFormat of AccessControl:CostCenter is none of SAML's",
            PlanChange(plans.attribute_of_generic_name_format),
        ),
    ),
    "Message": (
        _fault(
            "not-success",
            "saml.status.not-success",
            "The status reports a failure, without an assertion, as when the person is not assigned",
            PlanChange(plans.not_successful),
            TreeChange(documents.remove_assertion),
        ),
        _fault("too-long", "saml.response.too-long", "More than 50,000 characters", PlanChange(plans.padded)),
        _fault("dtd", "saml.response.doctype", "The document has a DOCTYPE", TextChange(documents.add_doctype)),
        _fault(
            "not-xml",
            "saml.response.unreadable",
            "The document is cut off in the middle",
            TextChange(documents.cut_in_half),
        ),
        _fault(
            "not-base64",
            "saml.response.unreadable",
            "The document is sent as it is, not as base64",
            PostedChange(documents.leave_unencoded),
        ),
    ),
}

FAULTS = tuple(fault for group in FAULTS_BY_GROUP.values() for fault in group)
FAULT_BY_ID = {fault.id: fault for fault in FAULTS}
