"""A running emulator whose identity provider is the test's own, and a browser without scripts."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from conftest import RunningEmulator
from signin.provider import Provider

from emulator.identity_source.service_provider import service_provider
from emulator.permissions.instances import Instance, organization_instance
from emulator.saml.authn_request import read_authn_request
from emulator.saml.bindings import decode_redirect
from emulator.seed.model import Seed
from emulator.server import Server
from emulator.signin.sessions import live_sessions_of_user, revoke_sessions
from emulator.trail.trail import LookupFilter, lookup

ANA = "ana@example.com"
BO = "bo@corp.example.com"

_USERS = (
    {"user_name": ANA, "given_name": "Ana", "family_name": "Lopes", "email": ANA},
    {"user_name": BO, "given_name": "Bo", "family_name": "<b>Dahl</b>", "email": "bo@example.com"},
)


@dataclass
class Site:
    """The emulator as identity provider and browser see it."""

    emulator: RunningEmulator
    instance: Instance
    provider: Provider
    browser: requests.Session

    def get(self, path: str, **options: Any) -> requests.Response:
        """Open a page without following redirects."""
        return self.browser.get(self.emulator.url + path, allow_redirects=False, timeout=5, **options)

    def post(self, path: str, **options: Any) -> requests.Response:
        """Send a form without following redirects."""
        return self.browser.post(self.emulator.url + path, allow_redirects=False, timeout=5, **options)

    def post_response(self, saml_response: str, relay_state: str | None = None) -> requests.Response:
        """What the identity provider's page makes the browser do."""
        fields = {"SAMLResponse": saml_response} | ({} if relay_state is None else {"RelayState": relay_state})
        return self.browser.post(self.provider.acs_url, data=fields, allow_redirects=False, timeout=5)

    def sign_in(self, name_id: str = ANA, **options: Any) -> requests.Response:
        """Sign in, started by the identity provider; must succeed."""
        now = self.emulator.context.clock.now()
        answer = self.post_response(self.provider.response(name_id, now=now, **options))
        assert answer.status_code == 303, answer.text
        return answer

    def revoke_sessions(self, user_id: str) -> None:
        """End every session of the user, as an administrator may."""
        with self.emulator.context.store.transaction() as tx:
            alive = live_sessions_of_user(tx, self.instance.instance_arn, user_id)
            revoke_sessions(tx, self.instance.instance_arn, user_id, [each.session_id for each in alive])

    def events(self, name: str) -> list[dict[str, Any]]:
        """The recorded events of that name, newest first."""
        with self.emulator.context.store.transaction() as tx:
            return [dict(found["event"]) for found in lookup(tx, LookupFilter(event_name=name))]


def reset(server: Server, provider: Provider, **seed: Any) -> None:
    """Start again with the test's own identity provider and two users."""
    assert server.emulator is not None
    source = {"kind": "external-idp", "idp": {"metadata": provider.metadata}}
    server.emulator.reset(Seed.model_validate({"identity_source": source, "users": _USERS, **seed}))


def site_of(emulator: RunningEmulator, provider: Provider) -> Site:
    """The site; tells the provider where the instance is, as an administrator would."""
    with emulator.context.store.transaction() as tx:
        instance = organization_instance(tx)
    ours = service_provider(instance, emulator.context.public_url)
    provider.acs_url, provider.audience = ours.acs_url, ours.issuer
    return Site(emulator, instance, provider, requests.Session())


@pytest.fixture
def site(server: Server) -> Site:
    provider = Provider()
    reset(server, provider)
    assert server.emulator is not None
    return site_of(RunningEmulator(server.url, server.emulator.context), provider)


def request_id_in(redirect: requests.Response) -> str:
    """The id of the AuthnRequest in a redirect to the identity provider."""
    query = parse_qs(urlsplit(redirect.headers["Location"]).query)
    return read_authn_request(decode_redirect(query["SAMLRequest"][0])).id
