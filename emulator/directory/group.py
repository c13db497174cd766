"""The data of a group and of a membership, free of any wire format."""

from dataclasses import dataclass
from datetime import datetime

from emulator.directory.user import ExternalId


@dataclass(frozen=True, kw_only=True)
class GroupDraft:
    """Everything that a client may say about a group."""

    display_name: str | None = None
    description: str | None = None
    external_ids: tuple[ExternalId, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Group(GroupDraft):
    """A group of an identity store. `revision` counts up with every change."""

    display_name: str
    group_id: str
    identity_store_id: str
    revision: int
    created_at: datetime
    updated_at: datetime
    created_by: str
    updated_by: str

    def as_draft(self) -> GroupDraft:
        """What a client may change, to be altered with `dataclasses.replace`."""
        return GroupDraft(
            display_name=self.display_name, description=self.description, external_ids=self.external_ids
        )


@dataclass(frozen=True, kw_only=True)
class Membership:
    """That a user belongs to a group; groups have no groups as members."""

    membership_id: str
    identity_store_id: str
    group_id: str
    user_id: str
    revision: int
    created_at: datetime
    updated_at: datetime
    created_by: str
    updated_by: str
