"""The groups: list, add, members, attributes, delete."""

from dataclasses import replace

from flask import Blueprint, Response

from emulator.directory.external_ids import GROUP
from emulator.directory.group import GroupDraft
from emulator.directory.groups import find_group, list_groups
from emulator.directory.memberships import members_of_group
from emulator.directory.users import list_users, user_by_user_name
from emulator.permissions.assignments import Principal
from emulator.permissions.instances import organization_instance
from emulator.web.console.directory_work import directory_work, kept_elsewhere
from emulator.web.console.frame import Console
from emulator.web.console.listing import asked_page, asked_text
from emulator.web.console.posted import field
from emulator.web.console.principal_access import access_of
from emulator.web.console.problem import Problem
from emulator.web.control.route import Declined

_PAGE = 50
_MOST_SUGGESTED = 500


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """The list, and one group."""

    @blueprint.get("/groups")
    def groups() -> Response:
        return _list(console)

    @blueprint.post("/groups")
    def add_group() -> Response:
        def act() -> Response:
            with console.context.store.transaction() as tx:
                group = directory_work(tx).create_group(_posted(GroupDraft()))
            return console.go(f"/groups/{group.group_id}", done="created")

        return console.attempt(act, lambda problem: _list(console, problem))

    @blueprint.get("/groups/<group_id>")
    def group(group_id: str) -> Response:
        return _group(console, group_id)

    @blueprint.post("/groups/<group_id>")
    def change_group(group_id: str) -> Response:
        def act() -> Response:
            with console.context.store.transaction() as tx:
                work = directory_work(tx)
                before = find_group(tx, work.instance.identity_store_id, group_id)
                work.change_group(group_id, _posted(before.as_draft()))
            return console.go(f"/groups/{group_id}", done="saved")

        return console.attempt(act, lambda problem: _group(console, group_id, problem))

    @blueprint.post("/groups/<group_id>/delete")
    def delete_group(group_id: str) -> Response:
        with console.context.store.transaction() as tx:
            directory_work(tx).delete_group(group_id)
        return console.go("/groups", done="deleted")

    @blueprint.post("/groups/<group_id>/members")
    def add_group_member(group_id: str) -> Response:
        def act() -> Response:
            with console.context.store.transaction() as tx:
                work = directory_work(tx)
                user = user_by_user_name(tx, work.instance.identity_store_id, field("user_name"))
                if user is None:
                    raise Declined(404, f"There is no user {field('user_name')!r}.")
                work.add_member(group_id, user.user_id)
            return console.go(f"/groups/{group_id}", done="saved")

        return console.attempt(act, lambda problem: _group(console, group_id, problem))

    @blueprint.post("/groups/<group_id>/members/<user_id>/remove")
    def remove_group_member(group_id: str, user_id: str) -> Response:
        with console.context.store.transaction() as tx:
            directory_work(tx).remove_member(group_id, user_id)
        return console.go(f"/groups/{group_id}", done="saved")


def _posted(before: GroupDraft) -> GroupDraft:
    return replace(before, display_name=field("display_name") or None, description=field("description") or None)


def _list(console: Console, problem: Problem | None = None) -> Response:
    wanted = asked_text("q") or ""
    with console.context.store.transaction() as tx:
        store_id = organization_instance(tx).identity_store_id
        page = asked_page(lambda after: list_groups(tx, store_id, containing=wanted, after=after, limit=_PAGE))
        managed = kept_elsewhere(tx, store_id)
    return console.page(
        "groups.html",
        problem,
        groups=page.items,
        after=page.after,
        wanted=wanted,
        kept_elsewhere=managed,
        typed=_posted(GroupDraft()),
    )


def _group(console: Console, group_id: str, problem: Problem | None = None) -> Response:
    with console.context.store.transaction() as tx:
        store_id = organization_instance(tx).identity_store_id
        group = find_group(tx, store_id, group_id)
        page = asked_page(lambda after: members_of_group(tx, store_id, group_id, after=after, limit=_PAGE))
        suggested = [user.user_name for user in list_users(tx, store_id, limit=_MOST_SUGGESTED).items]
        managed = kept_elsewhere(tx, store_id)
        access = access_of(tx, Principal(GROUP, group_id))
    return console.page(
        "group.html",
        problem,
        group=group,
        access=access,
        members=page.items,
        after=page.after,
        suggested=suggested,
        kept_elsewhere=managed,
    )
