"""What the entries of Active Directory mean: object GUID, security identifiers, account control."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from emulator.identity_source.active_directory.contents import Account, DirectoryGroup, Domain

USER_ATTRIBUTES = (
    "objectGUID",
    "objectSid",
    "sAMAccountName",
    "userPrincipalName",
    "userAccountControl",
    "primaryGroupID",
    "mail",
    "displayName",
    "givenName",
    "sn",
    "initials",
)
GROUP_ATTRIBUTES = ("objectGUID", "objectSid", "sAMAccountName", "member")

_DISABLED = 0x2

Values = Mapping[str, Sequence[bytes]]


def is_whole(values: Values) -> bool:
    """Whether an entry has what identifies a user or a group."""
    return all(values.get(attribute) for attribute in ("objectGUID", "objectSid", "sAMAccountName"))


def read_account(values: Values, domain: Domain) -> Account:
    """A user out of the raw attributes of its entry."""
    sid = sid_text(values["objectSid"][0])
    name = text(values, "sAMAccountName")
    upn = f"{name}@{domain.name}"
    principal_name = text(values, "userPrincipalName")
    written = {
        "samaccountname": name,
        "userprincipalname": principal_name,
        "windowsupn": upn,
        "givenname": text(values, "givenName"),
        "sn": text(values, "sn"),
        "initials": text(values, "initials"),
        "displayname": text(values, "displayName"),
        "mail": text(values, "mail"),
    }
    domain_sid = sid.rpartition("-")[0]
    return Account(
        domain=domain,
        sam_account_name=name,
        user_principal_name=principal_name,
        object_guid=guid_text(values["objectGUID"][0]),
        object_sid=sid,
        primary_group_sid=f"{domain_sid}-{text(values, 'primaryGroupID')}",
        enabled=not int(text(values, "userAccountControl") or "0") & _DISABLED,
        attributes={attribute: value for attribute, value in written.items() if value},
    )


def read_group(values: Values, domain: Domain, member_sids: tuple[str, ...]) -> DirectoryGroup:
    """A group out of the raw attributes of its entry; its members are named by distinguished names there."""
    return DirectoryGroup(
        domain=domain,
        name=text(values, "sAMAccountName"),
        object_guid=guid_text(values["objectGUID"][0]),
        object_sid=sid_text(values["objectSid"][0]),
        member_sids=member_sids,
    )


def text(values: Mapping[str, Any], attribute: str) -> str:
    """The first value of an attribute, or an empty text."""
    found = values.get(attribute) or [b""]
    return bytes(found[0]).decode("utf-8", "replace")


def guid_text(raw: bytes) -> str:
    """An object GUID as it is written; its first three parts stand with the lowest byte first."""
    return str(uuid.UUID(bytes_le=raw))


def sid_text(raw: bytes) -> str:
    """A security identifier as it is written, `S-1-5-21-…`. Raises ValueError where the bytes are none."""
    if len(raw) < 8 or len(raw) != 8 + 4 * raw[1]:
        raise ValueError(f"{raw.hex()} is no security identifier")
    authority = int.from_bytes(raw[2:8], "big")
    parts = [int.from_bytes(raw[start : start + 4], "little") for start in range(8, len(raw), 4)]
    return "-".join(["S", str(raw[0]), str(authority), *map(str, parts)])
