"""Connecting an external identity provider, and leaving it again."""

from collections.abc import Iterator
from typing import Any

import pytest
from saml.keys import signing_key
from signin.provider import ISSUER, SIGN_IN_URL, Provider

from emulator.guide.refusal import Refusal
from emulator.identity_source.external_idp import (
    ExternalIdp,
    change_identity_source,
    connect_external_idp,
    external_idp,
)
from emulator.identity_source.service_provider import metadata_url, portal_url, service_provider
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import Instance, create_organization_instance
from emulator.saml import names
from emulator.store.database import Store
from emulator.store.transaction import Transaction
from emulator.trail.administrator import account_root
from emulator.trail.event import Origin
from emulator.trail.trail import lookup

BY = account_root("111122223333", Origin(request_id="11111111-2222-4333-8444-555555555555"))


@pytest.fixture
def tx(store: Store) -> Iterator[Transaction]:
    with store.transaction() as transaction:
        yield transaction


@pytest.fixture
def instance(tx: Transaction) -> Instance:
    return create_organization_instance(tx, account_id="111122223333", region="eu-central-1")


def by_hand(**changes: Any) -> dict[str, Any]:
    certificates = (signing_key().certificate_pem,)
    return {"issuer": ISSUER, "sign_in_url": SIGN_IN_URL, "certificates": certificates, **changes}


def connect(tx: Transaction, instance: Instance, **given: Any) -> ExternalIdp:
    return connect_external_idp(tx, instance.identity_store_id, **given)


def refusal_of(tx: Transaction, instance: Instance, **given: Any) -> Refusal:
    with pytest.raises(Refusal) as caught:
        connect(tx, instance, **given)
    return caught.value


def event_names(tx: Transaction) -> list[str]:
    return [str(found["event"]["eventName"]) for found in reversed(lookup(tx))]


def test_new_instance_uses_its_own_directory(tx: Transaction, instance: Instance) -> None:
    assert identity_source(tx, instance.identity_store_id) is SourceKind.IDENTITY_CENTER
    assert external_idp(tx, instance.identity_store_id) is None


def test_metadata_file_connects_a_provider(tx: Transaction, instance: Instance) -> None:
    connected = connect(tx, instance, metadata=Provider().metadata)
    assert (connected.issuer, connected.sign_in_url) == (ISSUER, SIGN_IN_URL)
    assert connected.name_id_formats == (names.EMAIL_ADDRESS,)
    assert [each.certificate.pem for each in connected.certificates] == [signing_key().certificate_pem]
    assert identity_source(tx, instance.identity_store_id) is SourceKind.EXTERNAL_IDP
    assert external_idp(tx, instance.identity_store_id) == connected


def test_redirect_is_preferred_when_the_provider_offers_both_bindings(tx: Transaction, instance: Instance) -> None:
    assert connect(tx, instance, metadata=Provider().metadata).sign_in_binding == names.HTTP_REDIRECT
    only_post = Provider().metadata.replace(names.HTTP_REDIRECT, "urn:oasis:names:tc:SAML:2.0:bindings:SOAP")
    assert connect(tx, instance, metadata=only_post).sign_in_binding == names.HTTP_POST


def test_values_entered_by_hand_connect_a_provider(tx: Transaction, instance: Instance) -> None:
    connected = connect(tx, instance, **by_hand())
    assert (connected.issuer, connected.sign_in_url, connected.name_id_formats) == (ISSUER, SIGN_IN_URL, ())


@pytest.mark.parametrize(
    ("changes", "missing"),
    [
        ({"issuer": None}, "no IdP issuer URL"),
        ({"sign_in_url": ""}, "no IdP sign-in URL"),
        ({"certificates": ()}, "no IdP certificate"),
    ],
)
def test_incomplete_values_are_refused(
    tx: Transaction, instance: Instance, changes: dict[str, Any], missing: str
) -> None:
    refused = refusal_of(tx, instance, **by_hand(**changes))
    assert (refused.cause, refused.facts.found) == ("idp-metadata.incomplete", missing)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "idp.example.com/sso", "https:/idp.example.com", "https://a b/"]
)
def test_sign_in_url_must_be_a_web_address(tx: Transaction, instance: Instance, url: str) -> None:
    assert refusal_of(tx, instance, **by_hand(sign_in_url=url)).cause == "idp-metadata.invalid-url"


def test_metadata_of_75000_characters_is_taken_and_one_more_is_refused(tx: Transaction, instance: Instance) -> None:
    metadata = Provider().metadata
    connect(tx, instance, metadata=metadata + " " * (75_000 - len(metadata)))
    refused = refusal_of(tx, instance, metadata=metadata + " " * (75_001 - len(metadata)))
    assert refused.cause == "idp-metadata.too-long"


def test_certificate_of_2501_characters_is_refused(tx: Transaction, instance: Instance) -> None:
    pem = signing_key().certificate_pem
    refused = refusal_of(tx, instance, **by_hand(certificates=(pem + " " * (2501 - len(pem)),)))
    assert refused.cause == "idp-certificate.too-long"


def test_refused_replacement_leaves_the_provider_as_it_was(store: Store) -> None:
    with store.transaction() as tx:
        instance = create_organization_instance(tx, account_id="111122223333", region="eu-central-1")
        connected = connect(tx, instance, metadata=Provider().metadata)
    with pytest.raises(Refusal), store.transaction() as tx:
        connect(tx, instance, **by_hand(certificates=("no certificate",)))
    with store.transaction() as tx:
        assert external_idp(tx, instance.identity_store_id) == connected


def test_connecting_again_replaces_provider_and_certificates(tx: Transaction, instance: Instance) -> None:
    connect(tx, instance, metadata=Provider().metadata)
    other = signing_key("other")
    connected = connect(tx, instance, **by_hand(issuer="urn:other", certificates=(other.certificate_pem,)))
    assert connected.issuer == "urn:other"
    assert [each.certificate.pem for each in connected.certificates] == [other.certificate_pem]


def test_going_back_to_the_own_directory_forgets_the_provider(tx: Transaction, instance: Instance) -> None:
    connect(tx, instance, metadata=Provider().metadata)
    change_identity_source(tx, instance.identity_store_id, SourceKind.IDENTITY_CENTER)
    assert external_idp(tx, instance.identity_store_id) is None
    assert identity_source(tx, instance.identity_store_id) is SourceKind.IDENTITY_CENTER


def test_external_idp_cannot_be_chosen_before_one_is_connected(tx: Transaction, instance: Instance) -> None:
    with pytest.raises(Refusal) as caught:
        change_identity_source(tx, instance.identity_store_id, SourceKind.EXTERNAL_IDP)
    assert caught.value.cause == "identity-source.no-external-idp"


def test_changes_by_an_administrator_are_recorded(tx: Transaction, instance: Instance) -> None:
    connect(tx, instance, metadata=Provider().metadata, by=BY)
    connect(tx, instance, metadata=Provider().metadata, by=BY)
    change_identity_source(tx, instance.identity_store_id, SourceKind.IDENTITY_CENTER, by=BY)
    assert event_names(tx) == [
        f"{verb}ExternalIdPConfigurationForDirectory" for verb in ("Create", "Enable", "Update", "Disable", "Delete")
    ]
    assert {found["event"]["eventSource"] for found in lookup(tx)} == {"sso-directory.amazonaws.com"}


def test_changes_by_nobody_are_not_recorded(tx: Transaction, instance: Instance) -> None:
    connect(tx, instance, metadata=Provider().metadata)
    assert event_names(tx) == []


def test_urls_have_the_shapes_of_aws_on_our_port(instance: Instance) -> None:
    ours = service_provider(instance, "http://127.0.0.1:8250")
    assert ours.acs_url == f"http://127.0.0.1:8250/platform/saml/acs/{instance.saml_tenant_id}"
    assert ours.issuer == f"http://127.0.0.1:8250/platform/saml/{instance.identity_store_id}"
    assert portal_url("http://127.0.0.1:8250") == "http://127.0.0.1:8250/start"
    assert metadata_url(instance, "http://h").endswith(f"/platform/saml/metadata/{instance.saml_tenant_id}")
