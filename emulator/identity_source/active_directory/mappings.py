"""How the attributes of an Active Directory user become those of a user in AWS (facts/signin.md §3.7)."""

import re

from emulator.directory.user import Email, ExternalId, Name, User, UserDraft
from emulator.guide.refusal import Facts, Refusal
from emulator.identity_source.active_directory.contents import Account

DEFAULTS = {
    "username": "${userprincipalname}",
    "emails[?primary].value": "${mail}",
    "displayname": "${displayname}",
    "name.givenname": "${givenname}",
    "name.familyname": "${sn}",
    "name.middlename": "${initials}",
}
# unconfirmed: that AWS knows no other ones.
SOURCES = (
    "userprincipalname",
    "windowsupn",
    "samaccountname",
    "mail",
    "displayname",
    "givenname",
    "sn",
    "initials",
    "objectguid",
    "objectsid",
)

_SOURCE = re.compile(r"\$\{(\w+)\}")
# Several may stand together: `${sn}${givenname}` (attributemappingsconcept.html, copy of December 2022).
_SOURCES = re.compile(r"(\$\{\w+\})+")


def check_mappings(mappings: dict[str, str]) -> None:
    """Raise a Refusal (active-directory.attribute-mapping) for an attribute that is none, on either side."""
    for target, source in mappings.items():
        unknown = set(_SOURCE.findall(source)) - set(SOURCES)
        if target not in DEFAULTS or not _SOURCES.fullmatch(source) or unknown:
            raise Refusal(
                "ValidationException",
                # unconfirmed: AWS's words
                "The attribute mapping is not valid",
                cause="active-directory.attribute-mapping",
                facts=Facts(
                    where=f"mapping of {target}",
                    found=source,
                    expected=f"one of {', '.join(f'${{{each}}}' for each in SOURCES)} for {', '.join(DEFAULTS)}",
                ),
            )


_ISSUER = "https://ds.aws.com/"
_SID = "/sid"


def directory_issuer(identity_store_id: str) -> str:
    """Who is said to have issued the external ids of synchronized objects; unconfirmed: AWS's own text."""
    return f"{_ISSUER}{identity_store_id}"


def object_guid_of(user: User) -> str | None:
    """The object GUID (`${user:AD_GUID}`) of a user who was synchronized."""
    return next((each.id for each in _of_directory(user) if not each.issuer.endswith(_SID)), None)


def object_sid_of(user: User) -> str | None:
    """The security identifier (`${user:AD_SID}`) of a user who was synchronized."""
    return next((each.id for each in _of_directory(user) if each.issuer.endswith(_SID)), None)


def _of_directory(user: User) -> list[ExternalId]:
    return [each for each in user.external_ids if each.issuer.startswith(_ISSUER)]


def draft_of(account: Account, mappings: dict[str, str], issuer: str) -> UserDraft:
    """The user that the account becomes. The external id is always the object GUID.

    unconfirmed: that the security identifier, which is mapped as `sid`, is kept as a second external id, and that a
    synchronization enables a user again whom an administrator disabled in AWS.
    """
    found = {target: _value(account, source) for target, source in {**DEFAULTS, **mappings}.items()}
    mail = found["emails[?primary].value"]
    return UserDraft(
        # An empty user name falls back to account name and domain.
        user_name=found["username"] or account.attributes["windowsupn"],
        name=Name(
            given_name=found["name.givenname"],
            family_name=found["name.familyname"],
            middle_name=found["name.middlename"],
        ),
        display_name=found["displayname"],
        emails=(Email(value=mail, type="work", primary=True),) if mail else (),
        active=account.enabled,
        external_ids=(ExternalId(issuer, account.object_guid), ExternalId(issuer + _SID, account.object_sid)),
    )


def _value(account: Account, source: str) -> str | None:
    known = {**account.attributes, "objectguid": account.object_guid, "objectsid": account.object_sid}
    return "".join(known.get(name, "") for name in _SOURCE.findall(source)) or None
