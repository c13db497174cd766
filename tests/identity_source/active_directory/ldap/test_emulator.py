"""The emulator with a real Active Directory: connect, synchronize, sign in."""

from typing import Any

from lxml import html

from emulator.seed.model import Seed
from emulator.server import Server
from tests.conftest import RunningEmulator
from tests.identity_source.active_directory.ldap.conftest import CONNECTOR_PASSWORD, Samba
from tests.web.signin.people import PASSWORD, Person


def begin(server: Server, samba: Samba, *, mfa: str = "disabled", **parts: Any) -> Person:
    """A person before an emulator whose identity source is the domain."""
    assert server.emulator is not None
    state = {
        "identity_source": {"kind": "active-directory"},
        "active_directory": {"ldap": samba.described(), **parts},
        "mfa": {"prompt": mfa, "without_device": "allow"},
    }
    server.emulator.reset(Seed.model_validate(state))
    return Person(RunningEmulator(server.url, server.emulator.context))


def user_names(person: Person) -> set[str]:
    return {user["user_name"] for user in person.control("GET", "users")["users"]}


def test_people_sign_in_with_every_form_of_their_name(server: Server, samba: Samba) -> None:
    samba.controller.add_user("rosa", password=PASSWORD)
    person = begin(server, samba, sync_scope={"users": ["rosa"]})
    assert user_names(person) == {"rosa@corp.example.com"}
    for typed in ("rosa", r"CORP\rosa", "rosa@corp.example.com", "ROSA@CORP.EXAMPLE.COM"):
        person.sign_in(typed)
        assert person.is_at_portal
        person.browser.cookies.clear()


def test_with_mfa_only_the_down_level_name_is_taken(server: Server, samba: Samba) -> None:
    samba.controller.add_user("mara", password=PASSWORD)
    person = begin(server, samba, mfa="always-on")
    person.sign_in("mara@corp.example.com")
    assert person.cause == "upn.always-on-mfa"
    person.sign_in(r"CORP\mara")
    assert person.is_at_portal


def test_changes_in_the_domain_arrive_with_the_next_synchronization(server: Server, samba: Samba) -> None:
    kim = samba.controller.add_user("kim", password=PASSWORD)
    person = begin(server, samba, sync_scope={"users": ["kim"]})
    samba.controller.set(kim, sn="Roe", displayName="Kim Roe")
    person.control("POST", "clock", {"advance": 3601})
    assert [user["display_name"] for user in person.control("GET", "users")["users"]] == ["Kim Roe"]
    samba.controller.disable(kim)
    person.sign_in("kim")
    assert person.cause == "sign-in.user-disabled"
    samba.controller.delete(kim)
    person.control("POST", "active-directory/synchronizations")
    assert user_names(person) == set()
    person.sign_in("kim")
    assert person.cause == "sign-in.unknown-user"


def test_a_wrong_password_is_counted_by_the_domain_too(server: Server, samba: Samba) -> None:
    samba.controller.add_user("tom", password=PASSWORD)
    person = begin(server, samba, sync_scope={"users": ["tom"]})
    person.sign_in("tom", "correct-horse-7")
    assert person.cause == "sign-in.wrong-password"


def test_a_changed_service_account_shows_its_not_you(server: Server, samba: Samba) -> None:
    samba.controller.add_user("ivy", password=PASSWORD)
    person = begin(server, samba, sync_scope={"users": ["ivy"]})
    samba.controller.set_password(samba.service_account_dn, "Connector-2")
    try:
        person.sign_in("ivy")
        assert person.cause == "ad-connector.credentials-invalid"
        assert "It's not you, it's us" in html.document_fromstring(person.page.text).text_content()
        person.control("POST", "clock", {"advance": 3601})
        failure = person.control("GET", "active-directory/schedule")["failure"]
        assert failure["cause"] == "ad-connector.credentials-invalid"
        person.control("PUT", "active-directory/connector", {"password": "Connector-2"})
        person.sign_in("ivy")
        assert person.is_at_portal
    finally:
        samba.controller.set_password(samba.service_account_dn, CONNECTOR_PASSWORD)


def test_a_real_directory_is_connected_while_running(server: Server, samba: Samba) -> None:
    samba.controller.add_user("eva", password=PASSWORD)
    assert server.emulator is not None
    server.emulator.reset(Seed.model_validate({"mfa": {"prompt": "disabled"}}))
    person = Person(RunningEmulator(server.url, server.emulator.context))
    described = {"ldap": samba.described(), "sync_scope": {"users": ["eva", "nobody"]}}
    told = person.control("PUT", "active-directory/ldap", described)
    assert told["ldap"]["user_name"] == r"CORP\aws-connector"
    assert CONNECTOR_PASSWORD not in str(told)
    person.control("PUT", "identity-source", {"kind": "active-directory"})
    left_out = person.control("GET", "active-directory/schedule")["left_out"]
    assert [(each["name"], each["cause"]) for each in left_out] == [("nobody", "active-directory.not-synchronized")]
    journal = str(person.control("GET", "requests"))
    assert CONNECTOR_PASSWORD not in journal
    person.sign_in("eva")
    assert person.is_at_portal
