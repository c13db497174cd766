"""A user as members of the service model, in both directions."""

from collections.abc import Mapping
from typing import Any

from emulator.directory.resource_names import user_arn
from emulator.directory.user import (
    Address,
    Email,
    ExternalId,
    Name,
    PhoneNumber,
    Photo,
    Role,
    User,
    UserDraft,
)
from emulator.web.aws_api.call import Json
from emulator.web.aws_api.identity_store.extensions import read_extensions, write_extensions
from emulator.web.aws_api.identity_store.records import Record, member_name, read_record, read_records, write_record

TEXTS = (
    "user_name",
    "display_name",
    "nick_name",
    "profile_url",
    "user_type",
    "title",
    "preferred_language",
    "locale",
    "timezone",
    "website",
    "birthdate",
)

LISTS: Mapping[str, type[Email] | type[Address] | type[PhoneNumber] | type[Role] | type[Photo]] = {
    "emails": Email,
    "addresses": Address,
    "phone_numbers": PhoneNumber,
    "roles": Role,
    "photos": Photo,
}


def read_user(members: Mapping[str, Any]) -> UserDraft:
    """The draft that the input of CreateUser describes. Raises Refusal for extensions that are wrong."""
    lists: dict[str, Any] = {
        attribute: read_records(cls, members.get(member_name(attribute), []), attribute)
        for attribute, cls in LISTS.items()
    }
    texts: dict[str, Any] = {attribute: members.get(member_name(attribute)) for attribute in TEXTS}
    return UserDraft(
        **texts,
        **lists,
        name=read_record(Name, members.get("Name", {}), "name"),
        enterprise=read_extensions(members.get("Extensions", {})),
    )


def write_user(user: User, extensions: object) -> Json:
    """The user as DescribeUser answers it, with the extensions that the call asks for; None is not set."""
    return {
        **write_user_ids(user),
        "Revision": str(user.revision),
        **{member_name(attribute): getattr(user, attribute) for attribute in TEXTS},
        "Name": _unless_empty(user.name, Name()),
        **{member_name(attribute): _elements(getattr(user, attribute)) for attribute in LISTS},
        "ExternalIds": write_external_ids(user.external_ids),
        "UserStatus": "ENABLED" if user.active else "DISABLED",
        "Extensions": write_extensions(user.enterprise, extensions),
        "CreatedAt": user.created_at,
        "CreatedBy": user.created_by,
        "UpdatedAt": user.updated_at,
        "UpdatedBy": user.updated_by,
    }


def write_user_ids(user: User) -> Json:
    """What every answer about one user starts with."""
    return {
        "IdentityStoreId": user.identity_store_id,
        "UserId": user.user_id,
        "UserArn": user_arn(user.user_id),
    }


def write_external_ids(external_ids: tuple[ExternalId, ...]) -> list[Json] | None:
    """External ids of a user or a group; None when there are none, because the model wants one at least."""
    return [{"Issuer": known.issuer, "Id": known.id} for known in external_ids] or None


def _unless_empty(record: Record, empty: Record) -> Json | None:
    return None if record == empty else write_record(record)


def _elements(records: tuple[Record, ...]) -> list[Json] | None:
    return [write_record(record) for record in records] or None
