"""The MFA devices of a user, as an administrator manages them."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, request

from emulator.directory.user import User
from emulator.signin.mfa.devices import delete_device, find_device, list_devices, rename_device
from emulator.signin.mfa.events import Operator, administrator
from emulator.signin.mfa.registering import complete_registration, start_registration
from emulator.signin.mfa.registrations import find_registration
from emulator.signin.mfa.settings import mfa_settings_of
from emulator.store.transaction import Transaction
from emulator.web.console.directory_work import directory_work
from emulator.web.console.frame import Console
from emulator.web.console.posted import field
from emulator.web.console.problem import Problem
from emulator.web.console.user_profile import user_view
from emulator.web.mfa_registration import choices, form_values, key_address, posted_kind, posted_proof


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """List, register, rename, delete."""
    public_url = console.context.public_url

    def change(user_id: str, act: Callable[[Transaction, User, Operator], str], **page: str) -> Response:
        def done() -> Response:
            with console.context.store.transaction() as tx:
                to = act(tx, user_view(tx, user_id).user, _operator(tx))
            return console.go(f"/users/{user_id}/mfa{to}")

        return console.attempt(done, lambda problem: _page(console, user_id, problem=problem, **page))

    @blueprint.get("/users/<user_id>/mfa")
    def user_devices(user_id: str) -> Response:
        return _page(console, user_id)

    @blueprint.get("/users/<user_id>/mfa/register")
    def choose_user_device(user_id: str) -> Response:
        return _page(console, user_id, choosing="yes")

    @blueprint.post("/users/<user_id>/mfa/register")
    def start_user_device(user_id: str) -> Response:
        def act(tx: Transaction, user: User, by: Operator) -> str:
            kind = posted_kind(request)
            if kind is None:
                return "/register"
            return f"/register/{start_registration(tx, user, kind, by=by).registration_id}"

        return change(user_id, act, choosing="yes")

    @blueprint.get("/users/<user_id>/mfa/register/<registration_id>")
    def set_up_user_device(user_id: str, registration_id: str) -> Response:
        return _page(console, user_id, registration_id=registration_id)

    @blueprint.post("/users/<user_id>/mfa/register/<registration_id>")
    def assign_user_device(user_id: str, registration_id: str) -> Response:
        def act(tx: Transaction, user: User, by: Operator) -> str:
            complete_registration(tx, user, registration_id, posted_proof(request), public_url, by=by)
            return "?done=device-registered"

        return change(user_id, act, registration_id=registration_id)

    @blueprint.post("/users/<user_id>/mfa/<device_id>/<any(rename, delete):work>")
    def manage_user_device(user_id: str, device_id: str, work: str) -> Response:
        def act(tx: Transaction, user: User, by: Operator) -> str:
            if work == "rename":
                rename_device(tx, user, device_id, field("name"), by=by)
                return "?done=saved"
            delete_device(tx, user, device_id, by=by)
            return "?done=deleted"

        return change(user_id, act)

    @blueprint.get("/users/<user_id>/mfa/<device_id>")
    def user_device(user_id: str, device_id: str) -> Response:
        return _page(console, user_id, device_id=device_id)


def _page(
    console: Console,
    user_id: str,
    *,
    problem: Problem | None = None,
    choosing: str = "",
    registration_id: str = "",
    device_id: str = "",
) -> Response:
    """The devices; or one of them, the choice of a kind, or a registration that is under way."""
    public_url, values = console.context.public_url, dict[str, Any]()
    with console.context.store.transaction() as tx:
        view, by = user_view(tx, user_id), _operator(tx)
        base = f"{view.url}/mfa"
        settings = mfa_settings_of(tx, view.user.identity_store_id)
        if registration_id:
            registration = find_registration(tx, user_id, registration_id)
            values = form_values(tx, view.user, registration, public_url)
            values["complete_action"] = f"{base}/register/{registration_id}"
        elif choosing:
            values["choices"] = choices(settings, by.origin.user_agent, public_url)
            values["start_action"] = f"{base}/register"
        elif device_id:
            values["device"] = find_device(tx, user_id, device_id)
        else:
            values["devices"] = list_devices(tx, view.user, by=by)
    return console.page(
        "user_devices.html",
        problem,
        view=view,
        base=base,
        mfa_enabled=settings.enabled,
        key_address=key_address(public_url),
        **values,
    )


def _operator(tx: Transaction) -> Operator:
    work = directory_work(tx)
    return administrator(work.instance, work.by)
