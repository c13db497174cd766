"""The applications: list them, add a SAML application; the page of one is in saml_application.py."""

from flask import Blueprint, Response, request

from emulator.applications.applications import list_applications
from emulator.applications.saml_applications import saml_applications_of
from emulator.permissions.instances import organization_instance
from emulator.web.console.frame import Console
from emulator.web.console.listing import asked_page
from emulator.web.console.posted import field, fitting, sent_text
from emulator.web.console.problem import Problem
from emulator.web.control.applications import NewSamlApplication, add_saml_application

PATH = "/applications"
_PAGE = 100


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """The list, and the form for a SAML application."""

    @blueprint.get(PATH)
    def applications() -> Response:
        with console.context.store.transaction() as tx:
            instance = organization_instance(tx)
            page = asked_page(lambda after: list_applications(tx, instance, after=after, limit=_PAGE))
            saml = {
                each.application.application_arn: each.application_instance_id
                for each in saml_applications_of(tx, instance)
            }
        return console.page(
            "applications.html",
            applications=[(each, saml.get(each.application_arn)) for each in page.items],
            after=page.after,
        )

    @blueprint.get(f"{PATH}/add")
    def new_application() -> Response:
        return _form(console)

    @blueprint.post(f"{PATH}/add")
    def add_application() -> Response:
        def act() -> Response:
            sent = {"name": field("name"), "description": field("description") or None}
            body = fitting(NewSamlApplication, sent | posted_addresses())
            made = add_saml_application(console.control, body=body)
            return console.go(f"{PATH}/{made.application_id}", done="created")

        return console.attempt(act, lambda problem: _form(console, problem))


def posted_addresses() -> dict[str, str | None]:
    """Metadata of the application where it was sent, else ACS URL and audience."""
    metadata = sent_text("metadata_file", "metadata")
    if metadata:
        return {"metadata": metadata}
    return {"acs_url": field("acs_url") or None, "audience": field("audience") or None}


def _form(console: Console, problem: Problem | None = None) -> Response:
    names = ("name", "description", "acs_url", "audience")
    typed = {name: field(name) for name in names} | {"metadata": request.form.get("metadata", "")}
    return console.page("new_application.html", problem, typed=typed)
