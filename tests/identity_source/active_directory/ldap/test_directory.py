"""Reading a real Active Directory: Samba as domain controller."""

from datetime import UTC, datetime
from typing import Any

import pytest

from emulator.guide.refusal import Refusal
from emulator.identity_source.active_directory.contents import Account, Contents, DirectoryGroup
from emulator.identity_source.active_directory.ldap import reading
from emulator.identity_source.active_directory.ldap.server import LdapDirectory
from emulator.identity_source.active_directory.membership import readable_members, unread_members
from emulator.identity_source.active_directory.rejection import Reason
from tests.identity_source.active_directory.ldap.conftest import CONNECTOR_PASSWORD, Samba
from tests.identity_source.active_directory.ldap.domain_controller import BASE_DN

NOW = datetime(2030, 1, 1, tzinfo=UTC)
PASSWORD = "Correct-Horse-7"
NORMAL = 0x200


def account(contents: Contents, name: str) -> Account:
    return next(each for each in contents.accounts if each.sam_account_name == name)


def group(contents: Contents, name: str) -> DirectoryGroup:
    return next(each for each in contents.groups if each.name == name)


def refused(directory: LdapDirectory) -> Refusal:
    with pytest.raises(Refusal) as caught:
        directory.contents(NOW)
    return caught.value


def test_users_and_their_attributes_are_read(samba: Samba) -> None:
    samba.controller.add_user("ada", initials="Q")
    contents = samba.directory().contents(NOW)
    (domain,) = contents.domains
    assert (domain.name, domain.netbios_name) == ("corp.example.com", "CORP")
    ada = account(contents, "ada")
    assert ada.down_level_name == r"CORP\ada"
    assert ada.attributes["mail"] == "ada@example.com"
    assert ada.attributes["initials"] == "Q"
    assert ada.object_sid.startswith("S-1-5-21-")
    assert ada.primary_group_sid == group(contents, "Domain Users").object_sid


def test_groups_are_read_with_nested_groups_and_foreign_principals(samba: Samba) -> None:
    gil = samba.controller.add_user("gil")
    inner = samba.controller.add_group("Inner", gil)
    samba.controller.add_group("Outer", inner, "<SID=S-1-5-21-11-22-33-1104>")
    contents = samba.directory().contents(NOW)
    outer = group(contents, "Outer")
    assert [each.sam_account_name for each in readable_members(contents, outer)] == ["gil"]
    (foreign,) = unread_members(contents, outer)
    assert (foreign.name, foreign.cause) == (
        "S-1-5-21-11-22-33-1104",
        "active-directory.foreign-security-principal",
    )
    unread = unread_members(contents, group(contents, "Domain Users"))
    assert (r"CORP\gil", "active-directory.primary-group") in [(each.name, each.cause) for each in unread]


def test_more_than_one_page_is_read(samba: Samba, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = samba.directory().contents(NOW)
    monkeypatch.setattr(reading, "_PAGE_SIZE", 2)
    assert samba.directory().contents(NOW) == whole


def test_members_that_come_in_ranges_are_all_read(samba: Samba, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [samba.controller.add_user(f"ranged{number}") for number in range(5)]
    samba.controller.add_group("Ranged", *people)
    # Domain controllers of Windows do this by themselves above 1,500 members.
    asked = tuple("member;range=0-1" if each == "member" else each for each in reading.GROUP_ATTRIBUTES)
    monkeypatch.setattr(reading, "GROUP_ATTRIBUTES", asked)
    contents = samba.directory().contents(NOW)
    assert len(readable_members(contents, group(contents, "Ranged"))) == 5


def test_a_part_of_the_domain_can_be_the_base(samba: Samba) -> None:
    contents = samba.directory(base_dn=f"OU=Domain Controllers,{BASE_DN}").contents(NOW)
    assert contents.accounts == ()
    assert contents.domains[0].netbios_name == "CORP"


@pytest.mark.parametrize("typed", ["zoe", r"CORP\zoe", "zoe@corp.example.com", "zoe.roe@example.com"])
def test_a_typed_name_finds_its_user_in_every_form(samba: Samba, typed: str) -> None:
    if not samba.directory().candidates("zoe", NOW)[1]:
        samba.controller.add_user("zoe", userPrincipalName="zoe.roe@example.com")
    _, found = samba.directory().candidates(typed, NOW)
    assert [each.sam_account_name for each in found] == ["zoe"]


@pytest.mark.parametrize("typed", ["nobody", "*", "(objectClass=*)", "\\", "@", "z\0e"])
def test_other_names_find_nobody(samba: Samba, typed: str) -> None:
    assert samba.directory().candidates(typed, NOW)[1] == ()


@pytest.mark.parametrize(
    ("name", "values", "typed", "reason"),
    [
        ("right", {}, PASSWORD, None),
        ("wrong", {}, "correct-horse-7", Reason.WRONG_PASSWORD),
        ("empty", {}, "", Reason.WRONG_PASSWORD),
        ("off", {"userAccountControl": NORMAL | 0x2}, PASSWORD, Reason.DISABLED),
        ("over", {"accountExpires": 1}, PASSWORD, Reason.ACCOUNT_EXPIRED),
        ("must", {"pwdLastSet": 0, "userAccountControl": NORMAL}, PASSWORD, Reason.MUST_CHANGE_PASSWORD),
        ("night", {"logonHours": bytes(21)}, PASSWORD, Reason.LOGON_HOURS),
        ("desk", {"userWorkstations": "PC1"}, PASSWORD, Reason.WORKSTATION),
    ],
)
def test_the_directory_says_why_it_lets_nobody_in(
    samba: Samba, name: str, values: dict[str, Any], typed: str, reason: Reason | None
) -> None:
    samba.controller.add_user(name, **values)
    directory = samba.directory()
    rejection = directory.check_password(directory.candidates(name, NOW)[1][0], typed, NOW)
    assert (rejection.reason if rejection else None) == reason


def test_an_account_is_locked_after_wrong_passwords(samba: Samba) -> None:
    samba.controller.set(BASE_DN, lockoutThreshold=2)
    try:
        samba.controller.add_user("lou")
        directory = samba.directory()
        lou = directory.candidates("lou", NOW)[1][0]
        for _ in range(2):
            directory.check_password(lou, "wrong", NOW)
        rejection = directory.check_password(lou, PASSWORD, NOW)
        assert rejection is not None
        assert rejection.reason is Reason.LOCKED
    finally:
        samba.controller.set(BASE_DN, lockoutThreshold=0)


@pytest.mark.parametrize(
    ("changes", "where", "found"),
    [
        ({"url": "ldap://127.0.0.1:1"}, "LDAP URL", "Connection refused"),
        ({"url": "ldap://no.such.host.invalid"}, "LDAP URL", "no.such.host.invalid"),
        ({"base_dn": "DC=wrong,DC=com"}, "base DN", "DC=wrong,DC=com, which"),
        ({"base_dn": "corp.example.com"}, "base DN", "which is no distinguished name"),
        ({"ca_certificates": None}, "TLS", "certificate verify failed"),
    ],
)
def test_what_keeps_from_the_directory_is_named(
    samba: Samba, changes: dict[str, Any], where: str, found: str
) -> None:
    refusal = refused(samba.directory(**changes))
    assert refusal.cause == "ad-connector.unreachable"
    assert refusal.facts.where == where
    assert found in refusal.facts.found
    assert CONNECTOR_PASSWORD not in str(refusal.facts)


def test_a_certificate_for_another_name_is_refused(samba: Samba) -> None:
    url = samba.controller.encrypted_url.replace("127.0.0.1", "localhost")
    refusal = refused(samba.directory(url=url))
    assert "certificate is not valid for 'localhost'" in refusal.facts.found


def test_starttls_encrypts_a_plain_connection(samba: Samba) -> None:
    plain = samba.controller.url
    assert samba.directory(url=plain, start_tls=True).contents(NOW).accounts
    refusal = refused(samba.directory(url=plain, start_tls=True, ca_certificates=None))
    assert refusal.facts.where == "TLS"


def test_a_server_that_says_nothing_is_given_up(samba: Samba) -> None:
    silent = samba.controller.url.replace("ldap:", "ldaps:")
    refusal = refused(samba.directory(url=silent, timeout_seconds=1))
    assert refusal.cause == "ad-connector.unreachable"
    assert "timed out" in refusal.facts.found


@pytest.mark.parametrize(
    ("values", "password", "cause"),
    [
        ({}, "Wrong-1", "ad-connector.credentials-invalid"),
        ({"userAccountControl": NORMAL | 0x2}, PASSWORD, "ad-connector.credentials-invalid"),
        ({"pwdLastSet": 0, "userAccountControl": NORMAL}, PASSWORD, "ad-connector.credentials-expired"),
        ({"accountExpires": 1}, PASSWORD, "ad-connector.credentials-expired"),
    ],
)
def test_a_service_account_that_cannot_bind_is_told_apart(
    samba: Samba, values: dict[str, Any], password: str, cause: str
) -> None:
    name = f"svc{abs(hash((str(values), password))) % 10**6}"
    samba.controller.add_user(name, **values)
    refusal = refused(samba.directory(user_name=f"CORP\\{name}", password=password))
    assert refusal.cause == cause
    assert f"CORP\\{name}" in refusal.facts.found
    assert password not in str(refusal.facts)


def test_a_directory_does_not_show_its_password() -> None:
    directory = LdapDirectory(url="ldap://dc1", base_dn=BASE_DN, user_name="aws", password="Connector-1")
    assert "Connector-1" not in f"{directory!r} {directory}"
