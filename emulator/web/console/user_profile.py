"""One user: attributes, enabling and disabling, deleting."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response

from emulator.directory.user import User
from emulator.directory.users import find_user
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import organization_instance
from emulator.signin.email_codes import mail_address
from emulator.signin.passwords.administration import email_is_verified
from emulator.signin.passwords.stored import present_password
from emulator.signin.sessions import live_sessions_of_user
from emulator.store.transaction import Transaction
from emulator.web.console.directory_work import directory_work, kept_elsewhere
from emulator.web.console.frame import Console
from emulator.web.console.problem import Problem
from emulator.web.console.user_form import further_attributes, main_attributes, posted_draft


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """The profile, and the forms on it."""

    @blueprint.get("/users/<user_id>")
    def user_profile(user_id: str) -> Response:
        return profile_page(console, user_id)

    @blueprint.post("/users/<user_id>")
    def change_user(user_id: str) -> Response:
        def act() -> Response:
            with console.context.store.transaction() as tx:
                work = directory_work(tx)
                before = find_user(tx, work.instance.identity_store_id, user_id)
                work.change_user(user_id, posted_draft(before.as_draft()))
            return console.go(f"/users/{user_id}", done="saved")

        return console.attempt(act, lambda problem: profile_page(console, user_id, problem))

    @blueprint.post("/users/<user_id>/<any(enable, disable):work>")
    def switch_user(user_id: str, work: str) -> Response:
        with console.context.store.transaction() as tx:
            directory_work(tx).set_active(user_id, work == "enable")
        return console.go(f"/users/{user_id}", done=f"user-{work}d")

    @blueprint.post("/users/<user_id>/delete")
    def delete_user(user_id: str) -> Response:
        with console.context.store.transaction() as tx:
            directory_work(tx).delete_user(user_id)
        return console.go("/users", done="deleted")


@dataclass(frozen=True, kw_only=True)
class UserView:
    """A user, with what the head of each of their pages tells."""

    user: User
    sessions: int
    has_mfa: bool
    kept_elsewhere: str | None

    @property
    def url(self) -> str:
        """The user's pages are below."""
        return f"/console/users/{self.user.user_id}"


def user_view(tx: Transaction, user_id: str) -> UserView:
    """The user of that id. Raises Refusal."""
    instance = organization_instance(tx)
    user = find_user(tx, instance.identity_store_id, user_id)
    return UserView(
        user=user,
        sessions=len(live_sessions_of_user(tx, instance.instance_arn, user.user_id)),
        has_mfa=identity_source(tx, instance.identity_store_id) is not SourceKind.EXTERNAL_IDP,
        kept_elsewhere=kept_elsewhere(tx, instance.identity_store_id),
    )


def profile_page(console: Console, user_id: str, problem: Problem | None = None) -> Response:
    """The first page of a user."""
    with console.context.store.transaction() as tx:
        view = user_view(tx, user_id)
        values = _values(tx, view.user)
    return console.page("user_profile.html", problem, view=view, **values)


def _values(tx: Transaction, user: User) -> dict[str, Any]:
    password = present_password(tx, user.user_id)
    return {
        "main": main_attributes(user),
        "further": further_attributes(user),
        "email": mail_address(user),
        "email_verified": email_is_verified(tx, user),
        "password": "None" if password is None else "One-time password" if password.one_time else "Set",
        "has_passwords": identity_source(tx, user.identity_store_id) is SourceKind.IDENTITY_CENTER,
    }
