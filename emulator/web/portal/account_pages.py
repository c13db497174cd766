"""The pages about one account: Get credentials, the way to the console, Create shortcut."""

from urllib.parse import quote, urlencode

from flask import Blueprint, Response, request

from emulator.accounts.organization import accounts
from emulator.identity_source.portal_alias import portal_alias
from emulator.signin.assigned_accounts import credentials_for_role, list_roles
from emulator.signin.console_federation import console_assertion, federate
from emulator.signin.tokens.start_urls import awsapps_url
from emulator.web.context import Context
from emulator.web.journal import origin
from emulator.web.portal import texts
from emulator.web.portal.visitor import visitor
from emulator.web.saml_applications.administrator_mode import administrator_mode
from emulator.web.web_address import web_address


def add_account_pages(blueprint: Blueprint, context: Context) -> None:
    """Everything that the links beside an account's roles lead to."""

    @blueprint.get("/credentials")
    def credentials() -> Response:
        account_id, role_name = _asked("account_id"), _asked("role_name")
        with context.store.transaction() as tx:
            who = visitor(tx)
            made = credentials_for_role(tx, who.bearer, account_id, role_name, origin=origin())
            start_url = awsapps_url(who.instance, portal_alias(tx, who.instance))
        return who.page(
            "portal/credentials.html",
            account_id=account_id,
            role_name=role_name,
            credentials=made,
            texts=texts,
            shells=texts.environment_variables(made),
            profile=texts.profile(account_id, role_name, made),
            start_url=start_url,
            region=who.instance.region,
            public_url=context.public_url,
        )

    @blueprint.get("/console")
    def console() -> Response:
        account_id, role_name = _asked("account_id"), _asked("role_name")
        destination = request.args.get("destination") or None
        with context.store.transaction() as tx:
            who = visitor(tx)
            if not role_name:
                roles = list_roles(tx, who.bearer, account_id, origin=origin())
                further = {"account_id": account_id} | ({"destination": destination} if destination else {})
                links = [
                    (role.permission_set_name, urlencode({**further, "role_name": role.permission_set_name}))
                    for role in roles
                ]
                return who.page("portal/choose_role.html", account_id=account_id, links=links)
            if request.args.get("mode") == "administrator":
                shown = console_assertion(
                    tx, who.bearer, account_id, role_name, destination=destination, origin=origin()
                )
                return administrator_mode(
                    who,
                    name=texts.CONSOLE,
                    tab="accounts",
                    xml=shown.xml,
                    acs_url=shown.acs_url,
                    posted_to=f"{context.public_url}/saml",
                    relay_state=shown.relay_state,
                )
            arrival = federate(tx, who.bearer, account_id, role_name, destination=destination, origin=origin())
        return who.page("portal/console.html", arrival=arrival, link=web_address(arrival.destination))

    @blueprint.get("/shortcut")
    def shortcut() -> Response:
        account_id, role_name = _asked("account_id"), _asked("role_name")
        destination = _asked("destination")
        with context.store.transaction() as tx:
            who = visitor(tx)
            roles = list_roles(tx, who.bearer, account_id, origin=origin())
            name = next((each.name for each in accounts(tx) if each.account_id == account_id), account_id)
        wanted = {"account_id": account_id, "role_name": role_name, "destination": destination}
        query = urlencode({key: value for key, value in wanted.items() if value}, quote_via=quote)
        return who.page(
            "portal/shortcut.html",
            account_id=account_id,
            account_name=name,
            role_name=role_name,
            destination=destination,
            role_names=[role.permission_set_name for role in roles],
            link=f"{context.public_url}/start/#/console?{query}",
        )


def _asked(name: str) -> str:
    # PostgreSQL has no text with a NUL in it, so none can be looked up.
    return request.args.get(name, "").replace("\0", " ")
