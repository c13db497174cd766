"""Tags of any resource of the service, by ARN: instances, permission sets, applications, trusted token issuers.

Whether the resource exists is for the caller to know.
"""

from collections.abc import Iterable, Mapping

from sqlalchemy import delete, insert, select

from emulator.directory.constraints import shown
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.quotas import quota_exceeded
from emulator.store.tables.permissions import resource_tags
from emulator.store.transaction import Transaction

# unconfirmed: the number; the service model lets no list of tags be longer.
MAXIMUM_TAGS = 75

_RESERVED_PREFIX = "aws:"
_COLUMNS = resource_tags.c


def tag(tx: Transaction, resource_arn: str, tags: Mapping[str, str]) -> None:
    """Add tags; keys that are there get the new value.

    Raises ValidationException for a key in AWS's own name space, and ServiceQuotaExceededException.
    """
    for key in tags:
        if key.lower().startswith(_RESERVED_PREFIX):
            # unconfirmed: the text; the rule holds for tags all over AWS.
            raise Refusal(
                "ValidationException",
                "aws: prefixed tag key names are not allowed for external use.",
                cause="tags.reserved-key",
                facts=Facts(where="tags", found=shown(key), expected="keys that do not begin with aws:"),
            )
    before = tags_of(tx, resource_arn)
    if len(before | dict(tags)) > MAXIMUM_TAGS:
        raise quota_exceeded("Tag", MAXIMUM_TAGS, resource_arn)
    untag(tx, resource_arn, tags)
    for key, value in tags.items():
        tx.execute(insert(resource_tags).values(resource_arn=resource_arn, key=key, value=value))


def untag(tx: Transaction, resource_arn: str, keys: Iterable[str]) -> None:
    """Remove the tags of these keys; those that the resource lacks are passed over."""
    tx.execute(delete(resource_tags).where(_COLUMNS.resource_arn == resource_arn, _COLUMNS.key.in_(list(keys))))


def tags_of(tx: Transaction, resource_arn: str) -> dict[str, str]:
    """The resource's tags, by key."""
    statement = select(resource_tags).where(_COLUMNS.resource_arn == resource_arn).order_by(_COLUMNS.key)
    return {row["key"]: row["value"] for row in tx.rows(statement)}


def delete_tags(tx: Transaction, resource_arn: str) -> None:
    """Forget all tags of a resource that is deleted."""
    tx.execute(delete(resource_tags).where(_COLUMNS.resource_arn == resource_arn))
