"""The identity source in the console: what is lost by a change, metadata, certificates, the portal's alias."""

from datetime import UTC, datetime

import pytest
import requests

from tests.web.console.conftest import PEOPLE, Start
from tests.web.console.visitor import Visitor
from tests.web.control.conftest import make_certificate

SIGN_IN = {"sign_in_url": "https://idp.example.com/sso", "issuer": "https://idp.example.com"}


@pytest.fixture
def external(start: Start) -> Visitor:
    """The console of an instance whose people come from the test IdP."""
    return start(identity_source={"kind": "external-idp"}, users=PEOPLE["users"])


def source(console: Visitor) -> str:
    """The identity source that the page names."""
    return console.text("//h2[@id='source-heading']")


def certificate(days: int = 3650) -> str:
    """A certificate of a provider, PEM."""
    return make_certificate(datetime.now(UTC), days)


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("identity-center", "Users without a password here need one"),
        ("active-directory", "All users, groups and assignments are deleted"),
        ("external-idp", "all its certificates are replaced"),
    ],
)
def test_what_a_change_does_is_told_first(external: Visitor, kind: str, told: str) -> None:
    assert told in external.open(f"/identity-source/change/{kind}").text("//ul[@id='consequences']")


def test_change_that_is_not_confirmed_changes_nothing(external: Visitor) -> None:
    external.open("/identity-source/change/identity-center").send("", confirm="yes")
    assert (external.status, "Type ACCEPT" in external.problem) == (400, True)
    assert source(external.open("/identity-source")) == "External identity provider"


def test_own_directory_takes_the_place_of_the_provider(external: Visitor) -> None:
    external.open("/identity-source/change/identity-center").send("", confirm="ACCEPT")
    assert external.notice == "The identity source is changed."
    assert source(external) == "Identity Center directory"
    assert external.open("/users").texts("//table[@id='users']//th[@scope='row']/a") == ["ana", "bo"]


def test_provider_is_connected_by_its_metadata_file(console: Visitor) -> None:
    metadata = requests.get(f"{console.url}/idp/metadata", timeout=5).content
    console.open("/identity-source/change/external-idp")
    console.send("", confirm="ACCEPT", how="metadata", files={"metadata_file": ("idp.xml", metadata)})
    assert console.text("//dd[@id='idp-issuer']") == f"{console.url}/idp/metadata"
    assert "Valid" in console.texts("//table[@id='certificates']//td")


def test_provider_is_connected_by_hand(console: Visitor) -> None:
    console.open("/identity-source/change/external-idp")
    console.send("", confirm="ACCEPT", how="hand", **SIGN_IN, certificates=certificate() + certificate())
    assert console.text("//dd[@id='idp-issuer']") == SIGN_IN["issuer"]
    assert len(console.texts("//table[@id='certificates']//th[@scope='row']")) == 2


def test_incomplete_provider_is_refused_with_the_diagnosis(console: Visitor) -> None:
    console.open("/identity-source/change/external-idp").send("", confirm="ACCEPT", how="hand", **SIGN_IN)
    assert (console.status, console.cause) == (400, "idp-metadata.incomplete")
    assert console.document.xpath("//input[@name='issuer']/@value") == [SIGN_IN["issuer"]]


def test_file_that_is_no_text_is_refused(console: Visitor) -> None:
    console.open("/identity-source/change/external-idp")
    console.send("", confirm="ACCEPT", how="metadata", files={"metadata_file": ("idp.xml", b"\xff\xfe\x00")})
    assert (console.status, console.problem) == (400, "idp.xml is no text in UTF-8.")


def test_certificates_are_rotated(external: Visitor) -> None:
    external.open("/identity-source").send("/certificates", certificate=certificate(days=30))
    states = external.texts("//table[@id='certificates']//td[@data-label='State']")
    assert (external.notice, sorted(set(states))) == (
        "The certificate is imported.",
        ["Expired", "Expires soon", "Valid"],
    )
    external.send("/delete")
    assert len(external.texts("//table[@id='certificates']//th[@scope='row']")) == 2


def test_text_that_is_no_certificate_is_refused(external: Visitor) -> None:
    external.open("/identity-source").send("/certificates", certificate="nonsense")
    assert (external.status, external.cause) == (400, "idp-certificate.unreadable")


def test_portal_is_given_its_alias_once(external: Visitor) -> None:
    external.open("/identity-source").send("/portal-alias", alias="my-company")
    assert external.notice == "Saved."
    assert not external.offers("/portal-alias")
