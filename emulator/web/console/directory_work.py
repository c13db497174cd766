"""What an administrator does to users and groups in the console, with the event of each (facts/signin.md §5.2)."""

from collections.abc import Collection
from dataclasses import dataclass

from emulator.directory import groups, memberships, users
from emulator.directory.group import Group, GroupDraft
from emulator.directory.user import User, UserDraft
from emulator.identity_source.change_events import record_change
from emulator.identity_source.scim_tenants import tenant_of_identity_store
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import Instance, organization_instance
from emulator.signin.sessions import revoke_sessions
from emulator.store.transaction import Transaction
from emulator.trail.administrator import Administrator
from emulator.web.console.frame import administrator
from emulator.web.control.route import Declined

_SESSIONS_SOURCE = "sso.amazonaws.com"


def kept_elsewhere(tx: Transaction, identity_store_id: str) -> str | None:
    """Where users and groups are added and edited, if not in the console (facts/scim.md §7)."""
    match identity_source(tx, identity_store_id):
        case SourceKind.ACTIVE_DIRECTORY:
            return "Users and groups are added and edited in Active Directory, and come here when it synchronizes."
        case SourceKind.EXTERNAL_IDP if tenant_of_identity_store(tx, identity_store_id) is not None:
            return (
                "Automatic provisioning is on: users and groups are added and edited at the identity provider, and "
                "come here by SCIM. Here you can enable, disable and delete users."
            )
        case _:
            return None


@dataclass(frozen=True)
class DirectoryWork:
    """The work of one administrator on the directory of an instance.

    Everything raises what `directory` raises, and Declined for what AWS's console does not offer.
    """

    tx: Transaction
    instance: Instance
    by: Administrator

    @property
    def _store_id(self) -> str:
        return self.instance.identity_store_id

    @property
    def _actor(self) -> str:
        return str(self.by.user_identity["arn"])

    def _record(self, name: str, **parameters: str) -> None:
        record_change(self.tx, self._store_id, name, by=self.by, parameters=parameters)

    def _check_editable(self, user_id: str | None = None) -> None:
        """The console neither adds nor edits what is kept elsewhere (facts/scim.md §7); of a disabled user it edits
        nothing, and adds none to a group (facts/signin.md §3.11).

        unconfirmed: that it deletes groups all the same, as it deletes users.
        """
        elsewhere = kept_elsewhere(self.tx, self._store_id)
        if elsewhere is not None:
            raise Declined(409, elsewhere)
        if user_id is not None and not users.find_user(self.tx, self._store_id, user_id).active:
            raise Declined(409, "The user is disabled. Enable user access first.")

    def create_user(self, draft: UserDraft) -> User:
        """Add a user."""
        self._check_editable()
        user = users.create_user(self.tx, self._store_id, draft, actor=self._actor)
        self._record("CreateUser", userId=user.user_id)
        return user

    def change_user(self, user_id: str, draft: UserDraft) -> None:
        """Change what is known about a user."""
        self._check_editable(user_id)
        users.replace_user(self.tx, self._store_id, user_id, draft, actor=self._actor)
        self._record("UpdateUser", userId=user_id)

    def set_active(self, user_id: str, active: bool) -> None:
        """Enable or disable a user."""
        users.set_active(self.tx, self._store_id, user_id, active, actor=self._actor)
        self._record("EnableUser" if active else "DisableUser", userId=user_id)

    def delete_user(self, user_id: str) -> None:
        """Delete a user."""
        users.delete_user(self.tx, self._store_id, user_id)
        self._record("DeleteUser", userId=user_id)

    def end_sessions(self, user_id: str, chosen: Collection[str]) -> None:
        """End those sessions of a user; the ones that are over stay so."""
        ended = revoke_sessions(self.tx, self.instance.instance_arn, user_id, chosen)
        if ended:
            record_change(
                self.tx,
                self._store_id,
                "BatchDeleteSession",
                by=self.by,
                source=_SESSIONS_SOURCE,
                parameters={"userId": user_id, "sessionIds": list(ended)},
            )

    def create_group(self, draft: GroupDraft) -> Group:
        """Add a group."""
        self._check_editable()
        group = groups.create_group(self.tx, self._store_id, draft, actor=self._actor)
        self._record("CreateGroup", groupId=group.group_id)
        return group

    def change_group(self, group_id: str, draft: GroupDraft) -> None:
        """Change name and description of a group."""
        self._check_editable()
        groups.replace_group(self.tx, self._store_id, group_id, draft, actor=self._actor)
        self._record("UpdateGroup", groupId=group_id)

    def delete_group(self, group_id: str) -> None:
        """Delete a group."""
        groups.delete_group(self.tx, self._store_id, group_id)
        self._record("DeleteGroup", groupId=group_id)

    def add_member(self, group_id: str, user_id: str) -> None:
        """Let a user belong to a group; who does already stays."""
        self._check_editable(user_id)
        memberships.add_member(self.tx, self._store_id, group_id, user_id, actor=self._actor)
        self._record("AddMemberToGroup", groupId=group_id, memberId=user_id)

    def remove_member(self, group_id: str, user_id: str) -> None:
        """Let a user belong to a group no longer."""
        self._check_editable()
        memberships.remove_member(self.tx, self._store_id, group_id, user_id)
        self._record("RemoveMemberFromGroup", groupId=group_id, memberId=user_id)


def directory_work(tx: Transaction) -> DirectoryWork:
    """The work of whoever sent the request that is being served."""
    instance = organization_instance(tx)
    return DirectoryWork(tx, instance, administrator(instance))
