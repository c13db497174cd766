"""Changing the identity source: first what is lost by it, then the change."""

import re

from flask import Blueprint, Response, request

from emulator.identity_source.active_directory.connecting import connect_active_directory
from emulator.identity_source.active_directory.directory import find_directory
from emulator.identity_source.external_idp import change_identity_source, connect_external_idp
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import organization_instance
from emulator.store.transaction import Transaction
from emulator.web.console.frame import Console, administrator
from emulator.web.console.posted import field, sent_text
from emulator.web.console.problem import Problem
from emulator.web.console.texts import SOURCES
from emulator.web.control.route import Declined

_CONFIRMED = "ACCEPT"
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)

_EVERYTHING = (
    "All users, groups and assignments are deleted, and with them the roles in the accounts.",
    "Permission sets stay; they have to be assigned again.",
)
_WITH_PROVISIONING = (*_EVERYTHING, "Automatic provisioning ends, and its access tokens stop working.")


def consequences(before: SourceKind, after: SourceKind) -> tuple[str, ...]:
    """What a change keeps and what it loses (facts/scim.md §7)."""
    if before is after:
        return (
            "The provider's issuer, sign-in URL and all its certificates are replaced.",
            "Users, groups and assignments stay: their user names must be what the new provider sends as NameID.",
        )
    if after is SourceKind.ACTIVE_DIRECTORY:
        return _WITH_PROVISIONING if before is SourceKind.EXTERNAL_IDP else _EVERYTHING
    if before is SourceKind.ACTIVE_DIRECTORY:
        return (*_EVERYTHING, "MFA devices go with their users.")
    if after is SourceKind.EXTERNAL_IDP:
        return (
            "Users, groups and assignments stay: their user names must be what the provider sends as NameID.",
            "Passwords and MFA devices of this directory are not asked for any more.",
        )
    return (
        "Users, groups and assignments stay.",
        "The provider's configuration and certificates are deleted.",
        "Users without a password here need one: reset it for them.",
    )


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """The page of a change, and its form."""

    @blueprint.get("/identity-source/change/<kind>")
    def change_of_source(kind: str) -> Response:
        return _page(console, _wanted(kind))

    @blueprint.post("/identity-source/change/<kind>")
    def change_source(kind: str) -> Response:
        wanted = _wanted(kind)

        def act() -> Response:
            if field("confirm") != _CONFIRMED:
                raise Declined(400, f"Type {_CONFIRMED} to confirm what is lost by the change.")
            with console.context.store.transaction() as tx:
                _change(tx, console, wanted)
            return console.go("/identity-source", done="source-changed")

        return console.attempt(act, lambda problem: _page(console, wanted, problem))


def _wanted(kind: str) -> SourceKind:
    try:
        return SourceKind(kind)
    except ValueError as mistake:
        raise Declined(404, f"There is no identity source {kind}.") from mistake


def _change(tx: Transaction, console: Console, wanted: SourceKind) -> None:
    instance = organization_instance(tx)
    store_id, by = instance.identity_store_id, administrator(instance)
    match wanted:
        case SourceKind.ACTIVE_DIRECTORY:
            connect_active_directory(tx, store_id, by=by)
        case SourceKind.EXTERNAL_IDP if field("how") == "test-idp":
            connect_external_idp(tx, store_id, metadata=console.control.test_idp_metadata(), by=by)
        case SourceKind.EXTERNAL_IDP if field("how") == "metadata":
            connect_external_idp(tx, store_id, metadata=sent_text("metadata_file", "metadata"), by=by)
        case SourceKind.EXTERNAL_IDP:
            connect_external_idp(
                tx,
                store_id,
                issuer=field("issuer"),
                sign_in_url=field("sign_in_url"),
                certificates=_certificates(field("certificates")),
                by=by,
            )
        case _:
            change_identity_source(tx, store_id, wanted, by=by)


def _certificates(text: str) -> list[str]:
    """Every certificate in the text; the whole text where there is none, for the rule to name."""
    return _CERTIFICATE.findall(text) or [text] if text else []


def _page(console: Console, wanted: SourceKind, problem: Problem | None = None) -> Response:
    with console.context.store.transaction() as tx:
        store_id = organization_instance(tx).identity_store_id
        present = identity_source(tx, store_id)
        has_directory = find_directory(tx, store_id) is not None
    return console.page(
        "identity_source_change.html",
        problem,
        wanted=wanted,
        name=SOURCES[wanted],
        before=SOURCES[present],
        is_same=wanted is present,
        consequences=consequences(present, wanted),
        has_directory=has_directory,
        how=request.form.get("how", "metadata"),
        typed={name: field(name) for name in ("metadata", "issuer", "sign_in_url", "certificates")},
    )
