"""The Active Directory, embedded or real, and how AWS is connected with it."""

import re
from dataclasses import replace

import yaml
from flask import Blueprint, Response, request

from emulator.identity_source.active_directory.directory import (
    Directory,
    find_directory,
    the_directory,
    write_directory,
)
from emulator.identity_source.active_directory.mappings import DEFAULTS, SOURCES, check_mappings
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import organization_instance
from emulator.seed.active_directory import SeedActiveDirectory, SeedLdapDirectory
from emulator.seed.document import DocumentUnreadable, parse_document
from emulator.seed.export.active_directory import described_as_seed
from emulator.seed.export.left_out import LeftOut
from emulator.web.console.frame import Console
from emulator.web.console.posted import field, fitting
from emulator.web.console.problem import Problem
from emulator.web.control import active_directory as control_of_directory
from emulator.web.control.active_directory import ConnectorPassword, Pause, SynchronizationInfo
from emulator.web.control.route import Declined
from emulator.web.journal import leave_body_out

_PATH = "/identity-source/active-directory"
# What one starts to describe a directory with.
_EXAMPLE = """\
domain: corp.example.com
netbios_name: CORP
users:
  - sam_account_name: lena
    given_name: Lena
    surname: Fischer
    mail: lena@corp.example.com
    password: Correct-Horse-1
groups:
  - name: Engineers
    members: [lena]
"""


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """The page, describing the directory, mappings, the connector, synchronizing."""
    control = console.control

    @blueprint.get(_PATH)
    def active_directory() -> Response:
        return _page(console)

    @blueprint.post(_PATH)
    def describe_active_directory() -> Response:
        # The text may hold passwords.
        leave_body_out()

        def act() -> Response:
            described = _described()
            if isinstance(described, SeedLdapDirectory):
                control_of_directory.connect_ldap(control, body=described)
            else:
                control_of_directory.change_directory(control, body=described)
            return console.go(_PATH, done="saved")

        return console.attempt(act, lambda problem: _page(console, problem))

    @blueprint.post(f"{_PATH}/synchronize")
    def synchronize_active_directory() -> Response:
        return console.attempt(
            lambda: _page(console, done=control_of_directory.synchronize_now(control)),
            lambda problem: _page(console, problem),
        )

    @blueprint.post(f"{_PATH}/<any(pause, resume):work>")
    def pause_synchronization(work: str) -> Response:
        def act() -> Response:
            control_of_directory.pause_synchronization(control, body=Pause(paused=work == "pause"))
            return console.go(_PATH, done="saved")

        return console.attempt(act, lambda problem: _page(console, problem))

    @blueprint.post(f"{_PATH}/connector")
    def update_connector_password() -> Response:
        def act() -> Response:
            body = fitting(ConnectorPassword, {"password": field("password")})
            control_of_directory.update_connector(control, body=body)
            return console.go(_PATH, done="saved")

        return console.attempt(act, lambda problem: _page(console, problem))

    @blueprint.post(f"{_PATH}/mappings")
    def map_attributes() -> Response:
        def act() -> Response:
            with console.context.store.transaction() as tx:
                store_id = organization_instance(tx).identity_store_id
                mappings = {target: field(target) for target in DEFAULTS if field(target) != DEFAULTS[target]}
                check_mappings(mappings)
                directory = replace(the_directory(tx, store_id), attribute_mappings=mappings)
                write_directory(tx, store_id, directory)
            return console.go(_PATH, done="saved")

        return console.attempt(act, lambda problem: _page(console, problem))


def _described() -> SeedActiveDirectory | SeedLdapDirectory:
    text = request.form.get("directory", "")
    try:
        if re.search(r"^ldap:", text, re.MULTILINE):
            return parse_document(text, SeedLdapDirectory, name="line")
        return parse_document(text, SeedActiveDirectory, name="line")
    except DocumentUnreadable as mistake:
        raise Declined(400, str(mistake)) from mistake


def _page(console: Console, problem: Problem | None = None, *, done: SynchronizationInfo | None = None) -> Response:
    with console.context.store.transaction() as tx:
        store_id = organization_instance(tx).identity_store_id
        directory = find_directory(tx, store_id)
        connected = identity_source(tx, store_id) is SourceKind.ACTIVE_DIRECTORY
        described = _as_text(directory) if directory else _EXAMPLE
    mapped = {**DEFAULTS, **(directory.attribute_mappings if directory else {})}
    return console.page(
        "active_directory.html",
        problem,
        described=control_of_directory.read_directory(console.control) if directory else None,
        connected=connected,
        schedule=control_of_directory.read_schedule(console.control),
        mapped=mapped,
        sources=[f"${{{source}}}" for source in SOURCES],
        done=done,
        typed=request.form.get("directory") or described,
    )


def _as_text(directory: Directory) -> str:
    """The directory as it would be described anew; what is left out (passwords, the service account) then stays."""
    described = described_as_seed(directory, LeftOut())
    content = described.model_dump(
        mode="json", exclude_defaults=True, exclude={"service_account", "connector_password"}
    )
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
