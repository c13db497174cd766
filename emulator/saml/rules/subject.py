"""Rules about the subject: the name identifier, and the user it names."""

import re

from emulator.saml import messages, names
from emulator.saml.expectations import Directory, Expectations, Person
from emulator.saml.response import NameId, Response
from emulator.saml.rules.rule import Unchecked, refuse, the_assertion

# addr-spec of RFC 2822 §3.4.1, without comments and folded blanks (facts/signin.md §2.6)
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_DOT_ATOM = rf"{_ATOM}(?:\.{_ATOM})*"
_QUOTED = r'"(?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\[\x20-\x7e])*"'
_DOMAIN_LITERAL = r"\[(?:[\x21-\x5a\x5e-\x7e]|\\[\x20-\x7e])*\]"
_ADDR_SPEC = re.compile(rf"(?:{_DOT_ATOM}|{_QUOTED})@(?:{_DOT_ATOM}|{_DOMAIN_LITERAL})")


def metadata_offers_email_address(response: Response, expected: Expectations) -> None:
    """Cause idp-metadata.name-id-format: the metadata names formats, but not this one (facts/signin.md §1.17)."""
    del response
    if expected.identity_provider is None:
        raise Unchecked("the identity provider's metadata")
    refuse_other_name_id_formats(expected.identity_provider.name_id_formats)


def refuse_other_name_id_formats(name_id_formats: tuple[str, ...]) -> None:
    """Refuses metadata that names name-id formats without emailAddress. Metadata that names none is fine.

    unconfirmed: the guide only says to check the format; that a list without it prevents the sign-in is assumed.
    """
    if name_id_formats and names.EMAIL_ADDRESS not in name_id_formats:
        raise refuse(
            "idp-metadata.name-id-format",
            messages.NAME_ID_POLICY_FORMAT,
            where="IdP metadata, IDPSSODescriptor/NameIDFormat",
            found=", ".join(name_id_formats),
            expected=names.EMAIL_ADDRESS,
        )


def has_a_name_id(response: Response, expected: Expectations) -> None:
    """Cause saml.name-id.missing."""
    del expected
    assertion = the_assertion(response)
    if assertion.name_id is None or not assertion.name_id.value:
        raise refuse(
            "saml.name-id.missing",
            messages.NAME_ID,
            where="Subject/NameID",
            found="an EncryptedID, which is not supported" if assertion.encrypted_name_id else None,
            expected="a NameID that holds the user name",
        )


def name_id_has_the_email_format(response: Response, expected: Expectations) -> None:
    """Cause saml.name-id.format (facts/signin.md §2.6)."""
    del expected
    name_id = _name_id(response)
    if name_id.format != names.EMAIL_ADDRESS:
        raise refuse(
            "saml.name-id.format",
            messages.NAME_ID_POLICY_FORMAT,
            where="Subject/NameID/@Format",
            found=name_id.format,
            expected=names.EMAIL_ADDRESS,
        )


def name_id_is_an_address(response: Response, expected: Expectations) -> None:
    """Cause saml.name-id.not-rfc2822 (facts/signin.md §2.6)."""
    del expected
    name_id = _name_id(response)
    if not _ADDR_SPEC.fullmatch(name_id.value):
        raise refuse(
            "saml.name-id.not-rfc2822",
            messages.NAME_ID,
            where="Subject/NameID",
            found=name_id.value,
            expected="an address as in RFC 2822 §3.4.1: user@domain.com",
        )


def names_an_existing_user(response: Response, expected: Expectations) -> None:
    """Causes saml.name-id.username-mismatch, saml.user-not-provisioned and saml.no-just-in-time.

    unconfirmed: whether upper and lower case matter (facts/signin.md §2.6). The guide says "exactly match", so a name
    that differs only in case is refused.
    """
    directory, value = _directory(expected), _name_id(response).value
    person = directory.by_user_name(value)
    if person is not None and person.user_name == value:
        return
    similar = person or directory.by_email(value)
    if similar is not None:
        reason = "they differ only in upper and lower case" if person else "it is the e-mail address of that user"
        raise refuse(
            "saml.name-id.username-mismatch",
            messages.USER_NOT_FOUND,
            where="Subject/NameID",
            found=value,
            expected=f"exactly the user name: {similar.user_name}",
            more={"why": reason} | _user_id(similar),
        )
    raise refuse(
        "saml.user-not-provisioned" if expected.provisioning else "saml.no-just-in-time",
        messages.USER_NOT_FOUND,
        where="Subject/NameID",
        found=value,
        expected="the user name of a user that exists already",
        more={"provisioning": "automatic (SCIM)" if expected.provisioning else "manual"},
    )


def user_is_enabled(response: Response, expected: Expectations) -> None:
    """Cause saml.user-disabled."""
    person = _directory(expected).by_user_name(_name_id(response).value)
    if person is None:
        raise Unchecked("a user of that name")
    if not person.enabled:
        raise refuse(
            "saml.user-disabled",
            messages.USER_DISABLED,
            where="user",
            found=f"{person.user_name} is disabled",
            expected="a user with access enabled (SCIM active: true)",
            more=_user_id(person),
        )


def _user_id(person: Person) -> dict[str, str]:
    """For the facts; a file of users knows no ids."""
    return {"user id": person.user_id} if person.user_id else {}


def _name_id(response: Response) -> NameId:
    name_id = the_assertion(response).name_id
    if name_id is None or not name_id.value:
        raise Unchecked("a NameID")
    return name_id


def _directory(expected: Expectations) -> Directory:
    if expected.directory is None:
        raise Unchecked("the users of IAM Identity Center")
    return expected.directory
