"""The portal's pages "MFA devices": a person's own devices, registering further ones, renaming and deleting them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, make_response, redirect, request
from sqlalchemy.exc import IntegrityError

from emulator.directory.user import User
from emulator.guide.refusal import Facts, Refusal
from emulator.signin.mfa.authenticator_apps import resync_own
from emulator.signin.mfa.devices import delete_device, find_device, list_devices, rename_device
from emulator.signin.mfa.events import Operator, person
from emulator.signin.mfa.registering import complete_registration, start_registration
from emulator.signin.mfa.registrations import find_registration
from emulator.signin.mfa.settings import MfaSettings, mfa_settings_of
from emulator.store.transaction import Transaction
from emulator.web.context import Context
from emulator.web.journal import origin
from emulator.web.mfa_registration import choices, form_values, key_address, posted_kind, posted_proof
from emulator.web.pages import protect
from emulator.web.portal.visitor import Visitor, visitor
from emulator.web.session_cookie import FORM_FIELD, check_form_token, form_token
from emulator.web.signin.problem import problem_values

_PAGE = "/start/mfa-devices"


@dataclass(frozen=True, kw_only=True)
class _Owner:
    """The signed-in person, at work on devices of their own."""

    visitor: Visitor
    settings: MfaSettings
    by: Operator

    @property
    def user(self) -> User:
        """Whose devices they are."""
        return self.visitor.person.user


def add_mfa_device_pages(blueprint: Blueprint, context: Context) -> None:
    """List, register, rename, delete, put in sync."""

    @blueprint.get("/mfa-devices")
    def mfa_devices() -> Response:
        with context.store.transaction() as tx:
            owner = _owner(tx)
            found = list_devices(tx, owner.user, by=owner.by)
        return _page(
            context, owner, "portal/mfa_devices.html", devices=found, registered=request.args.get("registered")
        )

    @blueprint.get("/mfa-devices/register")
    def choose_kind_of_device() -> Response:
        with context.store.transaction() as tx:
            owner = _owner(tx)
        return _choose_page(context, owner)

    @blueprint.post("/mfa-devices/register")
    def start_device_registration() -> Response:
        def act(tx: Transaction, owner: _Owner) -> str:
            kind = posted_kind(request)
            if kind is None:
                return f"{_PAGE}/register"
            registration = start_registration(tx, owner.user, kind, by=owner.by)
            return f"{_PAGE}/register/{registration.registration_id}"

        return _change(context, act, or_show=lambda owner, problem: _choose_page(context, owner, problem))

    @blueprint.get("/mfa-devices/register/<registration_id>")
    def set_up_device(registration_id: str) -> Response:
        with context.store.transaction() as tx:
            owner = _owner(tx)
        return _set_up_page(context, owner, _known(registration_id))

    @blueprint.post("/mfa-devices/register/<registration_id>")
    def assign_device(registration_id: str) -> Response:
        known = _known(registration_id)

        def act(tx: Transaction, owner: _Owner) -> str:
            device = complete_registration(
                tx, owner.user, known, posted_proof(request), context.public_url, by=owner.by
            )
            return f"{_PAGE}?registered={device.device_id}"

        return _change(context, act, or_show=lambda owner, problem: _set_up_page(context, owner, known, problem))

    @blueprint.get("/mfa-devices/<device_id>")
    def mfa_device(device_id: str) -> Response:
        with context.store.transaction() as tx:
            owner = _owner(tx)
        return _device_page(context, owner, _known(device_id))

    @blueprint.post("/mfa-devices/<device_id>/<any(rename, delete, resync):work>")
    def manage_device(device_id: str, work: str) -> Response:
        known = _known(device_id)

        def act(tx: Transaction, owner: _Owner) -> str:
            match work:
                case "rename":
                    rename_device(tx, owner.user, known, _field("name"), by=owner.by)
                case "resync":
                    resync_own(tx, owner.user, known, _field("code"), _field("next_code"), by=owner.by)
                case _:
                    delete_device(tx, owner.user, known, by=owner.by)
                    return _PAGE
            return f"{_PAGE}/{known}"

        return _change(context, act, or_show=lambda owner, problem: _device_page(context, owner, known, problem))


def _owner(tx: Transaction) -> _Owner:
    """Who is signed in. Raises NotSignedIn, and a Refusal (mfa.not-here) with an external identity provider."""
    who = visitor(tx)
    if not who.has_mfa_devices:
        raise Refusal(
            "AccessDeniedException",
            "MFA devices are managed by the identity provider",
            cause="mfa.not-here",
            facts=Facts(
                where="identity source",
                found="an external identity provider",
                expected="a source whose passwords are checked here",
            ),
        )
    session_id = who.person.session.session_id
    return _Owner(
        visitor=who,
        settings=mfa_settings_of(tx, who.instance.identity_store_id),
        by=person(who.instance, who.person.user, credential_id=session_id, origin=origin()),
    )


def _change(
    context: Context,
    act: Callable[[Transaction, _Owner], str],
    *,
    or_show: Callable[[_Owner, Refusal], Response],
) -> Response:
    """Do what the form asks for and go to the page that `act` names; refused, show the page again with the reason."""
    with context.store.transaction() as tx:
        owner = _owner(tx)
    check_form_token(owner.visitor.secret, request.form.get(FORM_FIELD))
    try:
        with context.store.transaction() as tx:
            to = act(tx, owner)
    except Refusal as problem:
        return or_show(owner, problem)
    except IntegrityError:
        # Two requests at the same moment; the page tells what the other one has done.
        to = _PAGE
    return protect(make_response(redirect(context.public_url + to, 303)))


def _choose_page(context: Context, owner: _Owner, problem: Refusal | None = None) -> Response:
    offered = choices(owner.settings, owner.by.origin.user_agent, context.public_url)
    return _page(
        context,
        owner,
        "portal/register_device.html",
        problem,
        choices=offered,
        heading="Register MFA device",
        start_action=f"{_PAGE}/register",
    )


def _set_up_page(context: Context, owner: _Owner, registration_id: str, problem: Refusal | None = None) -> Response:
    with context.store.transaction() as tx:
        registration = find_registration(tx, owner.user.user_id, registration_id)
        values = form_values(tx, owner.user, registration, context.public_url)
    complete = f"{_PAGE}/register/{registration.registration_id}"
    return _page(context, owner, "portal/register_device.html", problem, complete_action=complete, **values)


def _device_page(context: Context, owner: _Owner, device_id: str, problem: Refusal | None = None) -> Response:
    with context.store.transaction() as tx:
        device = find_device(tx, owner.user.user_id, device_id)
    return _page(context, owner, "portal/mfa_device.html", problem, device=device)


def _page(context: Context, owner: _Owner, template: str, problem: Refusal | None = None, **values: Any) -> Response:
    """The page, with why the last form was refused, and its diagnosis."""
    return owner.visitor.page(
        template,
        may_manage=owner.settings.enabled and owner.settings.users_manage_devices,
        enabled=owner.settings.enabled,
        fields={FORM_FIELD: form_token(owner.visitor.secret)},
        key_address=key_address(context.public_url),
        **problem_values(context, problem),
        **values,
    )


def _known(id: str) -> str:
    # PostgreSQL has no text with a NUL in it, so none can be looked up.
    return id.replace("\0", " ")


def _field(name: str) -> str:
    return request.form.get(name, "").replace("\0", " ")
