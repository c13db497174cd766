"""A running emulator with the sample application, and a browser that is signed in to the portal."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from conftest import RunningEmulator
from lxml import html
from signin.provider import Provider

from emulator.server import Server
from web.signin import conftest as sites
from web.signin.conftest import ANA, Site

APPLICATION = "Sample application"
MAPPINGS = {
    "Subject": {"value": "${user:email}", "format": "emailAddress"},
    "fullName": {"value": "${user:givenName} ${user:familyName}", "format": "basic"},
    "middle": {"value": "${user:middleName}"},
}


@dataclass
class Applications:
    """The site, and shorthands for its SAML application."""

    site: Site

    def control(self, method: str, path: str = "applications", **body: Any) -> Any:
        """Ask the control API; the answer's JSON."""
        answer = self.answer(method, path, **body)
        assert answer.ok, answer.text
        return answer.json()

    def answer(self, method: str, path: str = "applications", **body: Any) -> requests.Response:
        """Ask the control API, which may refuse."""
        return requests.request(method, f"{self.site.emulator.url}/_emulator/{path}", json=body or None, timeout=5)

    @property
    def application(self) -> dict[str, Any]:
        """The first application as it is now."""
        return dict(self.control("GET")["applications"][0])

    def configure(self, **changes: Any) -> None:
        """Change the first application's configuration."""
        now = self.application
        kept = ("acs_url", "audience", "start_url", "relay_state", "session_minutes", "attribute_mappings")
        body = {name: now[name] for name in kept} | changes
        self.control("PUT", f"applications/{now['application_id']}", **body)

    def tile(self, **options: Any) -> requests.Response:
        """Choose the tile."""
        return self.site.get(urlsplit(self.application["portal_url"]).path, **options)

    def ask(self, **wish: str) -> requests.Response:
        """Let the application start the sign-in; its request arrives, redirects are followed."""
        url = f"{self.site.emulator.url}/sample-sp/sign-in"
        return self.site.browser.get(url, params=wish, timeout=5)

    def send(self, page: requests.Response) -> Any:
        """Post the form of the page that a browser would post by itself; the application's answer as data."""
        [form] = [each for each in html.document_fromstring(page.text).forms if "SAMLResponse" in each.fields]
        headers = {"Accept": "application/json"}
        answer = self.site.browser.post(form.action, data=dict(form.fields), headers=headers, timeout=5)
        return answer.json()


@pytest.fixture
def applications(server: Server) -> Applications:
    provider = Provider()
    application = {"name": APPLICATION, "users": [ANA], "attribute_mappings": MAPPINGS}
    sites.reset(server, provider, applications=[application])
    assert server.emulator is not None
    site = sites.site_of(RunningEmulator(server.url, server.emulator.context), provider)
    site.sign_in()
    return Applications(site)
