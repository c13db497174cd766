"""The users: list, search, add."""

from flask import Blueprint, Response, request

from emulator.directory.user import User, UserDraft
from emulator.directory.users import list_users
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import organization_instance
from emulator.signin.email_codes import mail_address
from emulator.web.console.directory_work import directory_work, kept_elsewhere
from emulator.web.console.frame import Console
from emulator.web.console.listing import asked_page, asked_text
from emulator.web.console.posted import field
from emulator.web.console.problem import Problem
from emulator.web.console.user_form import further_attributes, main_attributes, new_draft
from emulator.web.console.user_passwords import give_password, password_page
from emulator.web.control.passwords import PasswordResetAnswer

_PAGE = 50


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """The list, and the form for a new user."""

    @blueprint.get("/users")
    def users() -> Response:
        wanted = asked_text("q") or ""
        with console.context.store.transaction() as tx:
            store_id = organization_instance(tx).identity_store_id
            page = asked_page(lambda after: list_users(tx, store_id, containing=wanted, after=after, limit=_PAGE))
            managed = kept_elsewhere(tx, store_id)
        return console.page(
            "users.html",
            users=page.items,
            mail_address=mail_address,
            after=page.after,
            wanted=wanted,
            kept_elsewhere=managed,
        )

    @blueprint.get("/users/add")
    def new_user() -> Response:
        return _form(console, UserDraft())

    @blueprint.post("/users/add")
    def add_user() -> Response:
        draft = new_draft()

        def act() -> Response:
            with console.context.store.transaction() as tx:
                user = directory_work(tx).create_user(draft)
            given = _first_password(console, user)
            if given is not None and given.one_time_password is not None:
                return password_page(console, user, given)
            return console.go(f"/users/{user.user_id}", done="invited" if given else "created")

        return console.attempt(act, lambda problem: _form(console, draft, problem))


def _first_password(console: Console, user: User) -> PasswordResetAnswer | None:
    mode = field("password")
    return give_password(console, user.user_id, mode) if mode in ("EMAIL", "OTP") else None


def _form(console: Console, draft: UserDraft, problem: Problem | None = None) -> Response:
    with console.context.store.transaction() as tx:
        store_id = organization_instance(tx).identity_store_id
        source, elsewhere = identity_source(tx, store_id), kept_elsewhere(tx, store_id)
    return console.page(
        "new_user.html",
        problem,
        kept_elsewhere=elsewhere,
        user_name=draft.user_name or "",
        main=main_attributes(draft),
        further=further_attributes(draft),
        has_passwords=source is SourceKind.IDENTITY_CENTER,
        password=request.form.get("password", "EMAIL"),
    )
