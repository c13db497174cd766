"""The groups that a user belongs to."""

from flask import Blueprint, Response

from emulator.directory.groups import group_by_display_name, list_groups
from emulator.directory.memberships import groups_of_user
from emulator.web.console.directory_work import directory_work
from emulator.web.console.frame import Console
from emulator.web.console.posted import field
from emulator.web.console.problem import Problem
from emulator.web.console.user_profile import user_view
from emulator.web.control.route import Declined

_MOST_SHOWN = 500


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """The list, joining, leaving."""

    @blueprint.get("/users/<user_id>/groups")
    def user_groups(user_id: str) -> Response:
        return _page(console, user_id)

    @blueprint.post("/users/<user_id>/groups")
    def join_group(user_id: str) -> Response:
        def act() -> Response:
            with console.context.store.transaction() as tx:
                work = directory_work(tx)
                group = group_by_display_name(tx, work.instance.identity_store_id, field("group"))
                if group is None:
                    raise Declined(404, f"There is no group {field('group')!r}.")
                work.add_member(group.group_id, user_id)
            return console.go(f"/users/{user_id}/groups", done="saved")

        return console.attempt(act, lambda problem: _page(console, user_id, problem))

    @blueprint.post("/users/<user_id>/groups/<group_id>/leave")
    def leave_group(user_id: str, group_id: str) -> Response:
        with console.context.store.transaction() as tx:
            directory_work(tx).remove_member(group_id, user_id)
        return console.go(f"/users/{user_id}/groups", done="saved")


def _page(console: Console, user_id: str, problem: Problem | None = None) -> Response:
    with console.context.store.transaction() as tx:
        view = user_view(tx, user_id)
        store_id = view.user.identity_store_id
        joined = groups_of_user(tx, store_id, user_id, limit=_MOST_SHOWN).items
        every = list_groups(tx, store_id, limit=_MOST_SHOWN).items
    known = {group.group_id for group in joined}
    others = [group for group in every if group.group_id not in known]
    return console.page("user_groups.html", problem, view=view, groups=joined, others=others)
