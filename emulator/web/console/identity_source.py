"""The identity source: which one it is, the external provider and its certificates, the portal's alias."""

from flask import Blueprint, Response

from emulator.identity_source.external_idp import external_idp
from emulator.identity_source.portal_alias import portal_alias
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import organization_instance
from emulator.web.console.frame import Console
from emulator.web.console.posted import field, fitting, sent_text
from emulator.web.console.problem import Problem
from emulator.web.console.texts import SOURCES
from emulator.web.control import identity_source as control_of_source
from emulator.web.control.info import info
from emulator.web.control.portal_alias import NewPortalAlias, create_portal_alias

_INDICATORS = {"red": "Expired", "yellow": "Expires soon", "green": "Valid"}


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """The page, certificates, the alias."""
    control = console.control

    @blueprint.get("/identity-source")
    def identity_source_page() -> Response:
        return _page(console)

    @blueprint.post("/identity-source/certificates")
    def import_idp_certificate() -> Response:
        def act() -> Response:
            body = fitting(
                control_of_source.CertificateImport, {"certificate": sent_text("certificate_file", "certificate")}
            )
            control_of_source.add_certificate(control, body=body)
            return console.go("/identity-source", done="certificate-imported")

        return console.attempt(act, lambda problem: _page(console, problem))

    @blueprint.post("/identity-source/certificates/<certificate_id>/delete")
    def delete_idp_certificate(certificate_id: str) -> Response:
        def act() -> Response:
            control_of_source.remove_certificate(control, certificate_id=certificate_id)
            return console.go("/identity-source", done="deleted")

        return console.attempt(act, lambda problem: _page(console, problem))

    @blueprint.post("/identity-source/portal-alias")
    def customize_portal_url() -> Response:
        def act() -> Response:
            create_portal_alias(control, body=fitting(NewPortalAlias, {"alias": field("alias")}))
            return console.go("/identity-source", done="saved")

        return console.attempt(act, lambda problem: _page(console, problem))


def _page(console: Console, problem: Problem | None = None) -> Response:
    with console.context.store.transaction() as tx:
        instance = organization_instance(tx)
        kind = identity_source(tx, instance.identity_store_id)
        provider = external_idp(tx, instance.identity_store_id)
        alias, now = portal_alias(tx, instance), tx.now()
    certificates = [
        (imported, imported.indicator(now), _INDICATORS.get(imported.indicator(now), ""))
        for imported in (provider.certificates if provider else ())
    ]
    return console.page(
        "identity_source.html",
        problem,
        kind=kind,
        title=SOURCES[kind],
        others=[(other, name) for other, name in SOURCES.items() if other is not kind or _can_be_replaced(kind)],
        provider=provider,
        certificates=certificates,
        alias=alias,
        info=info(console.control).instance,
    )


def _can_be_replaced(kind: SourceKind) -> bool:
    """Whether one of the same kind can take its place."""
    return kind is SourceKind.EXTERNAL_IDP
