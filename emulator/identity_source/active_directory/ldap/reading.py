"""Reads domains, users and groups of an Active Directory by LDAP."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ldap3 import BASE, LEVEL, SUBTREE, Connection
from ldap3.utils.conv import escape_filter_chars

from emulator.identity_source.active_directory.contents import Account, Contents, DirectoryGroup, Domain
from emulator.identity_source.active_directory.ldap.entries import (
    GROUP_ATTRIBUTES,
    USER_ATTRIBUTES,
    is_whole,
    read_account,
    read_group,
    sid_text,
    text,
)
from emulator.identity_source.active_directory.ldap.server import LdapDirectory
from emulator.identity_source.active_directory.ldap.session import service_session
from emulator.identity_source.active_directory.user_names import account_name_in

# Domain controllers answer no more than a thousand entries at once.
_PAGE_SIZE = 500
_USERS = "(&(objectCategory=person)(objectClass=user))"
# Of the groups, not those that the system made for itself (bit 1 of groupType), such as Guests.
_GROUPS = "(&(objectCategory=group)(!(groupType:1.2.840.113556.1.4.803:=1)))"
_FOREIGN = re.compile(r"^CN=(S-1-[0-9-]+),CN=ForeignSecurityPrincipals,", re.IGNORECASE)

Entry = Mapping[str, Any]


def read_contents(directory: LdapDirectory) -> Contents:
    """Everything below the base DN. Raises a Refusal (ad-connector.*)."""
    with service_session(directory) as connection:
        domain = _domain(connection, directory)
        users = list(_entries(connection, directory.base_dn, _USERS, USER_ATTRIBUTES))
        groups = list(_entries(connection, directory.base_dn, _GROUPS, GROUP_ATTRIBUTES))
    sid_of_dn = {
        entry["dn"].lower(): sid_text(entry["raw_attributes"]["objectSid"][0]) for entry in (*users, *groups)
    }
    accounts = [read_account(entry["raw_attributes"], domain) for entry in users]
    return Contents(
        domains=(domain,),
        accounts=tuple(sorted(accounts, key=_account_name)),
        groups=tuple(sorted((_group(entry, domain, sid_of_dn) for entry in groups), key=_group_name)),
    )


def find_accounts(directory: LdapDirectory, typed: str) -> tuple[tuple[Domain, ...], tuple[Account, ...]]:
    """The domain, and its users with that account name or UPN. Raises a Refusal (ad-connector.*)."""
    name, whole = (escape_filter_chars(each) for each in (account_name_in(typed), typed))
    wanted = f"(&{_USERS}(|(sAMAccountName={name})(userPrincipalName={whole})))"
    with service_session(directory) as connection:
        domain = _domain(connection, directory)
        found = list(_entries(connection, directory.base_dn, wanted, USER_ATTRIBUTES))
    return (domain,), tuple(read_account(entry["raw_attributes"], domain) for entry in found)


def _domain(connection: Connection, directory: LdapDirectory) -> Domain:
    """The domain that the server is a controller of: its DNS name, and the NetBIOS name from the configuration."""
    del directory
    attributes = ["defaultNamingContext", "configurationNamingContext"]
    connection.search("", "(objectClass=*)", BASE, attributes=attributes)
    root = _first(connection)
    naming_context = text(root, "defaultNamingContext")
    escaped = escape_filter_chars(naming_context)
    connection.search(
        f"CN=Partitions,{text(root, 'configurationNamingContext')}",
        f"(&(objectClass=crossRef)(nCName={escaped}))",
        LEVEL,
        attributes=["nETBIOSName", "dnsRoot"],
    )
    found = _first(connection)
    # Who may not read the configuration still knows the domain by its naming context: DC=corp,DC=example,DC=com.
    name = text(found, "dnsRoot") or re.sub(r",?DC=", ".", naming_context, flags=re.IGNORECASE).strip(".")
    return Domain(name=name, netbios_name=text(found, "nETBIOSName") or name.partition(".")[0].upper())


def _first(connection: Connection) -> dict[str, Any]:
    """The attributes of the first entry found, or none."""
    entries = (each for each in connection.response or () if each["type"] == "searchResEntry")
    found = next(entries, None)
    return {} if found is None else found["raw_attributes"]


def _entries(connection: Connection, base: str, wanted: str, attributes: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The entries below the base, page by page; references to other domains are left out.

    Where a controller gives values in ranges (`member;range=0-1499`), the library fetches the rest.
    """
    found = connection.extend.standard.paged_search(
        base, wanted, SUBTREE, attributes=list(attributes), paged_size=_PAGE_SIZE, generator=True
    )
    # What the service account may not read whole cannot be told apart from others.
    return (entry for entry in found if entry["type"] == "searchResEntry" and is_whole(entry["raw_attributes"]))


def _group(entry: Entry, domain: Domain, sid_of_dn: dict[str, str]) -> DirectoryGroup:
    members = [value.decode("utf-8", "replace") for value in entry["raw_attributes"].get("member", [])]
    sids = [_member_sid(dn, sid_of_dn) for dn in members]
    return read_group(entry["raw_attributes"], domain, tuple(sid for sid in sids if sid is not None))


def _member_sid(dn: str, sid_of_dn: dict[str, str]) -> str | None:
    """Whose name that is; None for what is neither user, group nor foreign security principal, such as a computer."""
    foreign = _FOREIGN.match(dn)
    return foreign[1] if foreign else sid_of_dn.get(dn.lower())


def _account_name(account: Account) -> str:
    return account.sam_account_name.lower()


def _group_name(group: DirectoryGroup) -> str:
    return group.name.lower()
