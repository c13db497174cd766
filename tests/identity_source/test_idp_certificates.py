"""Certificates of the identity provider: several at once, and the last valid one stays."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from saml.keys import signing_key
from signin.provider import Provider

from emulator.guide.refusal import Refusal
from emulator.identity_source.external_idp import connect_external_idp
from emulator.identity_source.idp_certificates import delete_certificate, import_certificate, list_certificates
from emulator.permissions.instances import create_organization_instance
from emulator.saml.certificates import ExpiryIndicator
from emulator.store.database import Store
from emulator.store.transaction import Transaction
from emulator.trail.administrator import account_root
from emulator.trail.event import Origin
from emulator.trail.trail import lookup

NOW = datetime(2026, 3, 4, tzinfo=UTC)
START = datetime(2025, 1, 1, tzinfo=UTC)


@pytest.fixture
def tx(store: Store) -> Iterator[Transaction]:
    with store.transaction() as transaction:
        transaction.clock.freeze(NOW)
        yield transaction


@pytest.fixture
def directory(tx: Transaction) -> str:
    """An identity store whose provider has one certificate, valid until 2035."""
    instance = create_organization_instance(tx, account_id="111122223333", region="eu-central-1")
    connect_external_idp(tx, instance.identity_store_id, metadata=Provider().metadata)
    return instance.identity_store_id


def certificate_until(end: datetime) -> str:
    return signing_key("dated", START, end).certificate_pem


def cause_of_deleting(tx: Transaction, directory: str, certificate_id: str) -> str:
    with pytest.raises(Refusal) as caught:
        delete_certificate(tx, directory, certificate_id)
    return caught.value.cause


def test_imported_certificate_stands_beside_the_old_one(tx: Transaction, directory: str) -> None:
    imported = import_certificate(tx, directory, signing_key("new").certificate_pem)
    assert len(list_certificates(tx, directory)) == 2
    assert imported in list_certificates(tx, directory)


def test_same_certificate_is_kept_once(tx: Transaction, directory: str) -> None:
    [known] = list_certificates(tx, directory)
    assert import_certificate(tx, directory, "\n" + known.certificate.pem + "\n") == known
    assert list_certificates(tx, directory) == (known,)


@pytest.mark.parametrize(
    ("days", "colour"),
    [
        (-1, ExpiryIndicator.RED),
        (0, ExpiryIndicator.RED),
        (1, ExpiryIndicator.YELLOW),
        (90, ExpiryIndicator.YELLOW),
        (91, ExpiryIndicator.GREEN),
    ],
)
def test_indicator_shows_how_soon_a_certificate_expires(
    tx: Transaction, directory: str, days: int, colour: ExpiryIndicator
) -> None:
    imported = import_certificate(tx, directory, certificate_until(NOW + timedelta(days=days)))
    assert imported.indicator(NOW) is colour


def test_certificate_is_deleted_while_another_is_valid(tx: Transaction, directory: str) -> None:
    [old] = list_certificates(tx, directory)
    new = import_certificate(tx, directory, signing_key("new").certificate_pem)
    delete_certificate(tx, directory, old.certificate_id)
    assert list_certificates(tx, directory) == (new,)


def test_only_certificate_cannot_be_deleted(tx: Transaction, directory: str) -> None:
    [only] = list_certificates(tx, directory)
    assert cause_of_deleting(tx, directory, only.certificate_id) == "idp-certificate.last-valid"


def test_last_valid_certificate_cannot_be_deleted_though_expired_ones_remain(tx: Transaction, directory: str) -> None:
    [valid] = list_certificates(tx, directory)
    expired = import_certificate(tx, directory, certificate_until(NOW - timedelta(days=1)))
    assert cause_of_deleting(tx, directory, valid.certificate_id) == "idp-certificate.last-valid"
    delete_certificate(tx, directory, expired.certificate_id)


def test_certificate_that_becomes_valid_later_does_not_count_yet(tx: Transaction, directory: str) -> None:
    [valid] = list_certificates(tx, directory)
    future = signing_key("future", NOW + timedelta(days=1), NOW + timedelta(days=400))
    import_certificate(tx, directory, future.certificate_pem)
    assert cause_of_deleting(tx, directory, valid.certificate_id) == "idp-certificate.last-valid"


def test_unknown_certificate_cannot_be_deleted(tx: Transaction, directory: str) -> None:
    assert cause_of_deleting(tx, directory, "no-such-id") == "idp-certificate.unknown"


def test_certificate_without_a_provider_is_refused(tx: Transaction) -> None:
    with pytest.raises(Refusal) as caught:
        import_certificate(tx, "d-9000000000", signing_key().certificate_pem)
    assert caught.value.cause == "identity-source.no-external-idp"


def test_import_and_deletion_by_an_administrator_are_recorded(tx: Transaction, directory: str) -> None:
    by = account_root("111122223333", Origin(request_id="11111111-2222-4333-8444-555555555555"))
    new = import_certificate(tx, directory, signing_key("new").certificate_pem, by=by)
    delete_certificate(tx, directory, new.certificate_id, by=by)
    events = [found["event"] for found in lookup(tx)]
    assert [event["eventName"] for event in events] == [
        "DeleteExternalIdPCertificate",
        "ImportExternalIdPCertificate",
    ]
    assert events[0]["requestParameters"] == {"directoryId": directory}
