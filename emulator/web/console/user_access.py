"""What a user may use, and where the way to it is broken."""

from flask import Blueprint, Response, request

from emulator.accounts.organization import accounts
from emulator.directory.external_ids import USER
from emulator.permissions.assignments import Principal
from emulator.web.console.frame import Console
from emulator.web.console.posted import fitting
from emulator.web.console.principal_access import access_of
from emulator.web.console.user_profile import UserView, user_view
from emulator.web.control.diagnosis import Chain, ChainQuery, diagnose_access


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """Assignments, and the walk along the chain."""

    @blueprint.get("/users/<user_id>/access")
    def user_access(user_id: str) -> Response:
        with console.context.store.transaction() as tx:
            view = user_view(tx, user_id)
            found = access_of(tx, Principal(USER, view.user.user_id))
            known = accounts(tx)
        account_id = request.args.get("account_id") or None
        return console.page(
            "user_access.html",
            view=view,
            access=found,
            accounts=known,
            account_id=account_id,
            chain=_chain(console, view, account_id) if "walk" in request.args else None,
        )


def _chain(console: Console, view: UserView, account_id: str | None) -> Chain:
    wanted = {"user": view.user.user_id, "account_id": account_id}
    return diagnose_access(console.control, query=fitting(ChainQuery, wanted))
