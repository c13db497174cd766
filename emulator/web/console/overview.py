"""The first page: what to paste into an identity provider, how the emulator stands, and what it last refused."""

from flask import Blueprint, Response

from emulator.web.console.counts import counts
from emulator.web.console.frame import Console
from emulator.web.console.texts import SOURCES
from emulator.web.control.happened import latest_refusals
from emulator.web.control.identity_source import read_identity_source
from emulator.web.control.info import info
from emulator.web.control.scim import read_provisioning

_LAST_REFUSALS = 5


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """The overview."""

    @blueprint.get("")
    def overview() -> Response:
        control = console.control
        source = read_identity_source(control)
        with console.context.store.transaction() as tx:
            refused = latest_refusals(tx, limit=_LAST_REFUSALS)
            counted = counts(tx)
        return console.page(
            "overview.html",
            info=info(control),
            source_title=SOURCES[source.kind],
            provisioning=read_provisioning(control),
            counts=counted,
            refusals=refused,
        )
