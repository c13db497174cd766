"""A user as SCIM JSON, in both directions (facts/scim.md §4.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, TypeVar

from emulator.directory.constraints import camel_case, invalid, shown
from emulator.directory.external_ids import scim_issuer
from emulator.directory.user import Address, Email, Enterprise, ExternalId, Name, PhoneNumber, Role, User, UserDraft
from emulator.directory.user_rules import ENTERPRISE_SCHEMA
from emulator.web.scim.attributes import USER, read_attributes
from emulator.web.scim.call import Json
from emulator.web.scim.meta import meta_of

USER_SCHEMA = "urn:ietf:params:scim:schemas:core:2.0:User"

# unconfirmed: what AWS stores when `active` is absent. Users made in other ways are enabled.
ACTIVE_BY_DEFAULT = True

_TEXTS = (
    "user_name",
    "display_name",
    "nick_name",
    "profile_url",
    "title",
    "user_type",
    "preferred_language",
    "locale",
    "timezone",
)
_ORDER = (
    "userName",
    "name",
    "displayName",
    "nickName",
    "title",
    "userType",
    "preferredLanguage",
    "locale",
    "timezone",
    "active",
    "emails",
    "addresses",
    "phoneNumbers",
    "roles",
    ENTERPRISE_SCHEMA,
)

Record = TypeVar("Record", Name, Email, Address, PhoneNumber, Role, Enterprise)


def render_user(user: User) -> Json:
    """The user as AWS answers it: what is not set is left out, and so is `profileUrl`, which AWS never returns."""
    document = document_of(user)
    head: Json = {"id": user.user_id}
    if "externalId" in document:
        head["externalId"] = document["externalId"]
    head["meta"] = meta_of("User", user.created_at, user.updated_at)
    head["schemas"] = [USER_SCHEMA, *([ENTERPRISE_SCHEMA] if ENTERPRISE_SCHEMA in document else [])]
    return head | {name: document[name] for name in _ORDER if name in document}


def document_of(user: User) -> Json:
    """The attributes that a client may change, as JSON; what is not set is left out."""
    issuer = scim_issuer(user.identity_store_id)
    enterprise = _written(user.enterprise)
    if "manager" in enterprise:
        enterprise["manager"] = {"value": enterprise["manager"]}
    document = {
        "externalId": next((known.id for known in user.external_ids if known.issuer == issuer), None),
        **{camel_case(name): getattr(user, name) for name in _TEXTS},
        "name": _written(user.name),
        "active": user.active,
        "emails": [_written(email) for email in user.emails],
        "addresses": [_written(address) for address in user.addresses],
        "phoneNumbers": [_written(number) for number in user.phone_numbers],
        "roles": [_written(role) for role in user.roles],
        ENTERPRISE_SCHEMA: enterprise,
    }
    return {name: value for name, value in document.items() if value not in (None, [], {})}


def read_user(body: Mapping[str, Any], identity_store_id: str, others: Sequence[ExternalId] = ()) -> UserDraft:
    """The draft that the JSON of a whole user describes; `others` are external ids of other issuers, to be kept.

    Raises Refusal for values of the wrong kind, and for groups, which AWS does not take here.
    """
    _no_groups(body)
    return draft_of(read_attributes(USER, body), identity_store_id, others)


def draft_of(document: Json, identity_store_id: str, others: Sequence[ExternalId] = ()) -> UserDraft:
    """The draft that a document of known attributes describes."""
    enterprise = dict(document.get(ENTERPRISE_SCHEMA, {}))
    enterprise["manager"] = enterprise.get("manager", {}).get("value")
    texts: dict[str, Any] = {name: document.get(camel_case(name)) for name in _TEXTS}
    return UserDraft(
        **texts,
        name=_read(Name, document.get("name", {})),
        active=document.get("active", ACTIVE_BY_DEFAULT),
        emails=tuple(_read(Email, element) for element in document.get("emails", ())),
        addresses=tuple(_read(Address, element) for element in document.get("addresses", ())),
        phone_numbers=tuple(_read(PhoneNumber, element) for element in document.get("phoneNumbers", ())),
        roles=tuple(_read(Role, element) for element in document.get("roles", ())),
        enterprise=_read(Enterprise, enterprise),
        external_ids=external_ids_with(document.get("externalId"), identity_store_id, others),
    )


def external_ids_with(
    external_id: str | None, identity_store_id: str, others: Sequence[ExternalId]
) -> tuple[ExternalId, ...]:
    """The external ids of other issuers, and the one that came over SCIM, if any."""
    issuer = scim_issuer(identity_store_id)
    kept = tuple(known for known in others if known.issuer != issuer)
    return kept if external_id is None else (*kept, ExternalId(issuer, external_id))


def _no_groups(body: Mapping[str, Any]) -> None:
    groups = next((value for name, value in body.items() if name.lower() == "groups"), None)
    if groups:
        raise invalid(
            "scim.attribute.groups",
            where="groups",
            found=shown(groups),
            expected="no groups attribute, or an empty one",
        )


def _written(record: Record) -> Json:
    values = {camel_case(field.name): getattr(record, field.name) for field in fields(record)}
    return {name: value for name, value in values.items() if value is not None}


def _read(cls: type[Record], values: Mapping[str, Any]) -> Record:
    return cls(**{field.name: values.get(camel_case(field.name)) for field in fields(cls)})
