"""Automatic provisioning: the SCIM endpoint, and the access tokens; a new one is shown once."""

from datetime import timedelta

from flask import Blueprint, Response

from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import organization_instance
from emulator.web.console.frame import Console
from emulator.web.console.problem import Problem
from emulator.web.control import scim
from emulator.web.control.scim import NewToken, TokenRequest

_PATH = "/provisioning"
# AWS reminds of tokens from this time on (facts/scim.md §2).
_SOON = timedelta(days=90)


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """The page, switching, tokens."""
    control = console.control

    @blueprint.get(_PATH)
    def provisioning() -> Response:
        return _page(console)

    @blueprint.post(f"{_PATH}/<any(enable, disable):work>")
    def switch_provisioning(work: str) -> Response:
        def act() -> Response:
            if work == "enable":
                scim.enable(control)
            else:
                scim.disable(control)
            return console.go(_PATH, done=f"provisioning-{work}d")

        return console.attempt(act, lambda problem: _page(console, problem))

    @blueprint.post(f"{_PATH}/tokens")
    def generate_access_token() -> Response:
        return console.attempt(
            lambda: _page(console, token=scim.generate_token(control, body=TokenRequest())),
            lambda problem: _page(console, problem),
        )

    @blueprint.post(f"{_PATH}/tokens/<token_id>/delete")
    def delete_access_token(token_id: str) -> Response:
        def act() -> Response:
            scim.remove_token(control, token_id=token_id)
            return console.go(_PATH, done="deleted")

        return console.attempt(act, lambda problem: _page(console, problem))


def _page(console: Console, problem: Problem | None = None, *, token: NewToken | None = None) -> Response:
    described = scim.read_provisioning(console.control)
    with console.context.store.transaction() as tx:
        source = identity_source(tx, organization_instance(tx).identity_store_id)
    return console.page(
        "provisioning.html",
        problem,
        provisioning=described,
        tokens=scim.read_tokens(console.control).tokens if described.enabled else (),
        token=token,
        is_external=source is SourceKind.EXTERNAL_IDP,
        now=console.context.clock.now(),
        soon=console.context.clock.now() + _SOON,
    )
