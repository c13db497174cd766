"""Metadata is examined as a whole: importable, with the right format, with a certificate that is valid."""

from datetime import UTC, datetime

from emulator.saml.examination import Examination, Outcome
from emulator.saml.metadata_check import examine_idp_metadata
from saml.idp_metadata_samples import idp_metadata
from saml.keys import signing_key

NOW = datetime(2026, 3, 4, tzinfo=UTC)
EXPIRED = signing_key("old", datetime(2020, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))


def _causes(examination: Examination) -> list[str]:
    return [refusal.cause for refusal in examination.refusals]


def test_good_metadata_keeps_every_rule() -> None:
    examination = examine_idp_metadata(idp_metadata(), NOW)
    assert {finding.outcome for finding in examination.findings} == {Outcome.PASSED}


def test_one_valid_certificate_among_several_is_enough() -> None:
    assert examine_idp_metadata(idp_metadata(EXPIRED, signing_key()), NOW).passed


def test_all_faults_are_listed() -> None:
    examination = examine_idp_metadata(idp_metadata(EXPIRED, name_id_formats=("urn:x",)), NOW)
    assert _causes(examination) == ["idp-metadata.name-id-format", "saml.certificate-expired"]
    assert "(red)" in examination.summary["certificate 1"]


def test_metadata_that_cannot_be_imported_leaves_the_rest_unchecked() -> None:
    examination = examine_idp_metadata("<a/>", NOW)
    assert [finding.outcome for finding in examination.findings] == [
        Outcome.BROKEN,
        Outcome.UNCHECKED,
        Outcome.UNCHECKED,
    ]
    assert _causes(examination) == ["idp-metadata.unreadable"]
