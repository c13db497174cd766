"""Setting up SAML applications over the control API."""

from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from emulator.trail.trail import LookupFilter, lookup
from web.saml_applications.conftest import Applications
from web.signin.conftest import BO

METADATA = """\
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="urn:example:app">
  <md:SPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact"
      Location="https://app.example.com/artifact" index="0"/>
    <md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST"
      Location="https://app.example.com/acs" index="1"/>
  </md:SPSSODescriptor>
</md:EntityDescriptor>"""


def test_metadata_of_the_application_gives_url_and_audience(applications: Applications) -> None:
    made = applications.control("POST", name="App", metadata=METADATA)
    assert (made["acs_url"], made["audience"]) == ("https://app.example.com/acs", "urn:example:app")
    assert made["attribute_mappings"]["Subject"] == {"value": "${user:email}", "format": "emailAddress"}


WRONG = [
    {},
    {"metadata": "<a/>"},
    {"metadata": "<!DOCTYPE a><a/>"},
    {"acs_url": "app.example.com/acs", "audience": "x"},
    {"acs_url": "//example.com/acs", "audience": "x"},
    {"acs_url": "javascript:alert(1)", "audience": "x"},
    {"acs_url": "https://app.example.com/acs"},
    {"metadata": METADATA, "start_url": "ftp://example.com"},
    {"metadata": METADATA, "relay_state": "x" * 241},
    {"metadata": METADATA, "session_minutes": 14},
    {"metadata": METADATA, "attribute_mappings": {"mail": {"value": "${user:email}"}}},
    {"metadata": METADATA, "attribute_mappings": {"Subject": {"value": "${user:groups}"}}},
    {"metadata": METADATA, "attribute_mappings": {"Subject": {"value": "x", "format": "kerberos"}}},
]


@pytest.mark.parametrize("settings", WRONG)
def test_configuration_that_cannot_work_is_refused(applications: Applications, settings: dict[str, object]) -> None:
    answer = applications.answer("POST", name="App", **settings)
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (400, "application.saml-configuration")


def test_application_can_be_assigned_and_removed(applications: Applications) -> None:
    path = f"applications/{applications.application['application_id']}"
    users = applications.control("GET", "users")["users"]
    [bo] = [user["user_id"] for user in users if user["user_name"] == BO]
    principal = {"principal_type": "USER", "principal_id": bo}
    applications.control("POST", f"{path}/assignments", **principal)
    assert principal in applications.application["assignments"]
    assert applications.answer("POST", f"{path}/assignments", **principal).status_code == 409
    applications.control("DELETE", f"{path}/assignments", **principal)
    assert principal not in applications.application["assignments"]
    applications.control("DELETE", path)
    assert applications.control("GET")["applications"] == []
    assert applications.answer("GET", path).status_code == 404


def test_certificate_is_like_those_of_aws(applications: Applications) -> None:
    [known] = applications.application["certificates"]
    certificate = x509.load_pem_x509_certificate(known["certificate"].encode())
    assert certificate.subject.rfc4514_string() == "C=US,O=Amazon,OU=IDAS,CN=amazonaws.com"
    assert certificate.issuer == certificate.subject
    assert len(certificate.extensions) == 0
    lifetime = certificate.not_valid_after_utc - certificate.not_valid_before_utc
    assert timedelta(days=5 * 365) <= lifetime <= timedelta(days=5 * 365 + 2)
    key = certificate.public_key()
    assert isinstance(key, RSAPublicKey)
    assert key.key_size == 2048


def test_certificates_are_rotated(applications: Applications) -> None:
    path = f"applications/{applications.application['application_id']}/certificates"
    [old] = applications.application["certificates"]
    new = applications.control("POST", path)
    assert (old["active"], new["active"]) == (True, False)
    assert applications.answer("POST", path).headers["x-emulator-cause"] == "application.certificate"
    assert applications.answer("DELETE", f"{path}/{old['certificate_id']}").status_code == 409
    applications.control("PUT", f"{path}/{new['certificate_id']}/active")
    body = "".join(new["certificate"].splitlines()[1:-1])
    assert body in applications.site.browser.get(applications.application["metadata_url"], timeout=5).text
    assert applications.send(applications.tile())["problems"] == []
    applications.control("DELETE", f"{path}/{old['certificate_id']}")
    assert [each["certificate_id"] for each in applications.application["certificates"]] == [new["certificate_id"]]


@pytest.mark.parametrize(("algorithm", "known_as"), [("SHA-1", "sha1"), ("SHA-256", "sha256")])
def test_certificate_signs_with_the_algorithm_it_was_made_with(
    applications: Applications, algorithm: str, known_as: str
) -> None:
    path = f"applications/{applications.application['application_id']}/certificates"
    new = applications.control("POST", path, algorithm=algorithm, months=12, key_size=1024)
    certificate = x509.load_pem_x509_certificate(new["certificate"].encode())
    assert (new["algorithm"], certificate.signature_hash_algorithm.name) == (algorithm, known_as)
    key = certificate.public_key()
    assert isinstance(key, RSAPublicKey)
    assert key.key_size == 1024
    hashed_with = certificate.signature_hash_algorithm
    key.verify(certificate.signature, certificate.tbs_certificate_bytes, PKCS1v15(), hashed_with)
    applications.control("PUT", f"{path}/{new['certificate_id']}/active")
    arrived = applications.send(applications.tile())
    assert arrived["problems"] == []
    assert f"#rsa-{known_as}" in arrived["xml"]


def test_work_of_the_administrator_is_recorded(applications: Applications) -> None:
    made = applications.control("POST", name="App", metadata=METADATA)
    path = f"applications/{made['application_id']}"
    [bo] = [each["user_id"] for each in applications.control("GET", "users")["users"] if each["user_name"] == BO]
    principal = {"principal_type": "USER", "principal_id": bo}
    applications.control("PUT", path, metadata=METADATA.replace("/acs", "/saml"))
    applications.control("PUT", path, acs_url="https://app.example.com/acs", audience="urn:example:app")
    rows = {"Subject": {"value": "${user:email}", "format": "persistent"}}
    applications.control("PUT", path, metadata=METADATA, relay_state="https://app/", attribute_mappings=rows)
    applications.control("POST", f"{path}/assignments", **principal)
    applications.control("DELETE", f"{path}/assignments", **principal)
    second = applications.control("POST", f"{path}/certificates")["certificate_id"]
    applications.control("PUT", f"{path}/certificates/{second}/active")
    applications.control("DELETE", f"{path}/certificates/{made['certificates'][0]['certificate_id']}")
    applications.control("PUT", f"{path}/status", status="DISABLED")
    applications.control("DELETE", path)
    assert [event["eventName"] for event in reversed(events_about(applications, made["application_id"]))] == [
        "CreateApplicationInstance",
        "ImportApplicationInstanceServiceProviderMetadata",
        "UpdateApplicationInstanceServiceProviderConfiguration",
        "UpdateApplicationInstanceResponseConfiguration",
        "UpdateApplicationInstanceResponseSchemaConfiguration",
        "AssociateProfile",
        "DisassociateProfile",
        "CreateApplicationInstanceCertificate",
        "UpdateApplicationInstanceActiveCertificate",
        "DeleteApplicationInstanceCertificate",
        "UpdateApplicationInstanceStatus",
        "DeleteApplicationInstance",
    ]


def events_about(applications: Applications, application_id: str) -> list[dict[str, Any]]:
    """The recorded events of the application, newest first."""
    with applications.site.emulator.context.store.transaction() as tx:
        recorded = [dict(found["event"]) for found in lookup(tx, LookupFilter(event_source="sso.amazonaws.com"))]
    return [each for each in recorded if (each["requestParameters"] or {}).get("instanceId") == application_id]


def test_application_that_kept_the_old_certificate_refuses(applications: Applications) -> None:
    site, path = applications.site, f"applications/{applications.application['application_id']}/certificates"
    metadata = site.browser.get(applications.application["metadata_url"], timeout=5).text
    address = f"{site.emulator.url}/sample-sp/identity-provider"
    assert site.browser.put(address, data=metadata.encode(), timeout=5).status_code == 200
    new = applications.control("POST", path)
    applications.control("PUT", f"{path}/{new['certificate_id']}/active")
    assert applications.send(applications.tile())["problems"]
    site.browser.put(address, data=b"", timeout=5)
    assert applications.send(applications.tile())["problems"] == []
