"""The embedded Active Directory in the console."""

import pytest

from tests.web.console.visitor import Visitor

PAGE = "/identity-source/active-directory"


@pytest.fixture
def directory(console: Visitor) -> Visitor:
    """The page of the directory that the page itself proposes."""
    return console.open(PAGE).send(PAGE)


@pytest.fixture
def connected(directory: Visitor) -> Visitor:
    """The same, connected."""
    directory.open("/identity-source/change/active-directory").send("", confirm="ACCEPT")
    return directory.open(PAGE)


def test_proposed_directory_can_be_taken(directory: Visitor) -> None:
    assert directory.notice == "Saved."
    assert directory.texts("//table[@id='accounts']//th[@scope='row']") == ["CORP\\lena"]


def test_text_that_is_no_directory_says_where(console: Visitor) -> None:
    console.open(PAGE).send(PAGE, directory="domain: corp.example.com\nnetbios: CORP")
    assert (console.status, "netbios_name" in console.problem) == (400, True)
    assert "netbios: CORP" in console.text("//textarea[@id='directory']")


def test_connected_directory_replaces_the_users(connected: Visitor) -> None:
    assert connected.open("/users").texts("//table[@id='users']//th/a") == ["lena@corp.example.com"]
    assert "come here when it synchronizes" in connected.body


def test_change_in_the_domain_arrives_when_it_synchronizes(connected: Visitor) -> None:
    text = connected.document.xpath("//textarea[@id='directory']")[0].text.replace("lena@corp", "lena.fischer@corp")
    connected.send(PAGE, directory=text).send("/synchronize")
    assert "1 users" in connected.text("//*[@id='synchronized']")
    assert "lena.fischer@corp.example.com" in connected.open("/users").body


def test_mapping_that_aws_does_not_know_is_refused(connected: Visitor) -> None:
    connected.send("/mappings", displayname="${cn}")
    assert (connected.status, connected.cause) == (400, "active-directory.attribute-mapping")
    connected.send("/mappings", displayname="${givenname}").send("/synchronize")
    assert connected.open("/users").texts("//td[@data-label='Display name']") == ["Lena"]


def test_wrong_password_of_the_connector_shows_at_the_next_synchronization(connected: Visitor) -> None:
    assert "AD Connector has another password" in connected.send("/connector", password="wrong").body
    assert connected.send("/synchronize").cause == "ad-connector.credentials-invalid"


def test_synchronization_is_paused_and_resumed(connected: Visitor) -> None:
    connected.send("/pause")
    assert "Paused" in connected.text("//section[@aria-labelledby='sync-heading']")
    connected.send("/resume")
    assert "Paused" not in connected.text("//section[@aria-labelledby='sync-heading']")
