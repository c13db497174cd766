"""One SAML application: addresses to exchange, configuration, attribute mappings, certificates, assignments."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response

from emulator.permissions.assignments import Principal
from emulator.permissions.instances import organization_instance
from emulator.web.console.applications import PATH, posted_addresses
from emulator.web.console.frame import Console
from emulator.web.console.posted import field, fitting, posted_list
from emulator.web.console.principals import named, posted_principal, suggestions
from emulator.web.console.problem import Problem
from emulator.web.control import applications
from emulator.web.control.applications import (
    ApplicationStatus,
    AssignmentRequest,
    NewCertificate,
    SamlApplicationInfo,
    SamlSettings,
)

_EMPTY_ROWS = 3
_ADDRESSES = ("acs_url", "audience", "start_url", "relay_state", "session_minutes")
_FORMATS = ("unspecified", "emailAddress", "persistent", "transient", "basic", "uri")


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """The page, and its forms."""
    control = console.control

    def change(application_id: str, act: Callable[[], object], *, deleted: bool = False) -> Response:
        def work() -> Response:
            act()
            return (
                console.go(PATH, done="deleted") if deleted else console.go(f"{PATH}/{application_id}", done="saved")
            )

        return console.attempt(work, lambda problem: _page(console, application_id, problem))

    @blueprint.get(f"{PATH}/<application_id>")
    def saml_application(application_id: str) -> Response:
        return _page(console, application_id)

    @blueprint.post(f"{PATH}/<application_id>")
    def configure_application(application_id: str) -> Response:
        def act() -> None:
            before = applications.read_saml_application(control, application_id)
            body = fitting(SamlSettings, _settings(before))
            applications.configure_saml_application(control, application_id, body=body)

        return change(application_id, act)

    @blueprint.post(f"{PATH}/<application_id>/attribute-mappings")
    def map_application_attributes(application_id: str) -> Response:
        def act() -> None:
            before = applications.read_saml_application(control, application_id)
            body = fitting(SamlSettings, _kept(before) | {"attribute_mappings": _rows()})
            applications.configure_saml_application(control, application_id, body=body)

        return change(application_id, act)

    @blueprint.post(f"{PATH}/<application_id>/status")
    def switch_application(application_id: str) -> Response:
        def act() -> None:
            body = fitting(ApplicationStatus, {"status": field("status")})
            applications.switch_saml_application(control, application_id, body=body)

        return change(application_id, act)

    @blueprint.post(f"{PATH}/<application_id>/delete")
    def delete_application(application_id: str) -> Response:
        return change(
            application_id,
            lambda: applications.remove_saml_application(control, application_id),
            deleted=True,
        )

    @blueprint.post(f"{PATH}/<application_id>/certificates")
    def generate_application_certificate(application_id: str) -> Response:
        return change(
            application_id,
            lambda: applications.add_application_certificate(control, application_id, body=NewCertificate()),
        )

    @blueprint.post(f"{PATH}/<application_id>/certificates/<certificate_id>/<any(activate, delete):work>")
    def manage_application_certificate(application_id: str, certificate_id: str, work: str) -> Response:
        done = {
            "activate": applications.activate_application_certificate,
            "delete": applications.remove_application_certificate,
        }[work]
        return change(application_id, lambda: done(control, application_id, certificate_id))

    @blueprint.post(f"{PATH}/<application_id>/assign")
    def assign_to_application(application_id: str) -> Response:
        def act() -> None:
            with console.context.store.transaction() as tx:
                principal = posted_principal(tx, organization_instance(tx).identity_store_id)
            body = AssignmentRequest.model_validate({"principal_type": principal.type, "principal_id": principal.id})
            applications.assign_application(control, application_id, body=body)

        return change(application_id, act)

    @blueprint.post(f"{PATH}/<application_id>/unassign")
    def unassign_from_application(application_id: str) -> Response:
        def act() -> None:
            sent = {name: field(name) for name in ("principal_type", "principal_id")}
            applications.unassign_application(control, application_id, body=fitting(AssignmentRequest, sent))

        return change(application_id, act)


def _settings(before: SamlApplicationInfo) -> dict[str, Any]:
    """The configuration as the form has it; the attribute mappings, which it does not have, stay."""
    return posted_addresses() | {
        "start_url": field("start_url") or None,
        "relay_state": field("relay_state") or None,
        "session_minutes": field("session_minutes"),
        "attribute_mappings": before.attribute_mappings,
    }


def _kept(before: SamlApplicationInfo) -> dict[str, Any]:
    return {
        name: getattr(before, name) for name in ("acs_url", "audience", "start_url", "relay_state", "session_minutes")
    }


def _rows() -> dict[str, dict[str, str]]:
    """The rows of the attribute mappings; one without a name is left out."""
    columns = (posted_list(name) for name in ("attribute", "value", "format"))
    return {name: {"value": value, "format": form} for name, value, form in zip(*columns, strict=False) if name}


def _page(console: Console, application_id: str, problem: Problem | None = None) -> Response:
    found = applications.read_saml_application(console.control, application_id)
    with console.context.store.transaction() as tx:
        store_id = organization_instance(tx).identity_store_id
        assigned = [Principal(each.principal_type, each.principal_id) for each in found.assignments]
        names = named(tx, store_id, assigned)
        suggested = suggestions(tx, store_id)
        now = tx.now()
    return console.page(
        "saml_application.html",
        problem,
        application=found,
        assigned=[names[each] for each in assigned],
        suggested=suggested,
        empty_rows=_EMPTY_ROWS,
        formats=_FORMATS,
        now=now,
    )
