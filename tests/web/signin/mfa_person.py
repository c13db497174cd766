"""A person who also has a phone with an authenticator app, and a security key."""

import json
from dataclasses import dataclass, field
from typing import Any

from lxml import html

from emulator.scenario.devices import AuthenticatorApp, SecurityKey
from tests.web.signin.people import PASSWORD, Person, seed

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CHROME = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"

USERS = (
    {
        "user_name": "jane",
        "given_name": "Jane",
        "family_name": "Doe",
        "email": "jane@example.com",
        "password": PASSWORD,
        "authenticator_apps": [{"name": "Phone", "secret": SECRET}],
    },
    {
        "user_name": "bo",
        "given_name": "Bo",
        "family_name": "Dahl",
        "email": "bo@example.com",
        "password": PASSWORD,
    },
)


@dataclass
class MfaPerson(Person):
    """The browser calls itself Chrome; the app holds the secret that jane's seeded device has."""

    app: AuthenticatorApp = field(default_factory=lambda: AuthenticatorApp(SECRET))
    key: SecurityKey = field(default_factory=SecurityKey)

    def __post_init__(self) -> None:
        self.browser.headers["User-Agent"] = CHROME

    def start(self, **mfa: Any) -> None:
        """The emulator afresh, with these MFA settings, at a moment that stands still."""
        state = seed(users=USERS, mfa=mfa, clock="2026-11-23T12:00:15Z")
        self.control("POST", "reset", {"seed": state.model_dump(mode="json", exclude_unset=True)})

    def later(self, seconds: float) -> None:
        """Let time pass."""
        self.control("POST", "clock", {"advance": seconds})

    def code(self, off_by: float = 0) -> str:
        """What the app shows on a phone whose clock is off by so many seconds."""
        return self.app.code(self.emulator.context.clock.now().timestamp() + off_by)

    def enter_code(self, code: str | None = None, **fields: str) -> None:
        """On the page that asks for a code."""
        self.press("verify-button", code=self.code() if code is None else code, **fields)

    def scan(self) -> None:
        """Read the QR code's address off the page."""
        (address,) = self.found("//a[starts-with(@href, 'otpauth:')]/@href")
        self.app = AuthenticatorApp.of_uri(address)

    def choose_kind(self, kind: str) -> None:
        """On the page that offers the kinds of devices; a grey one is chosen all the same."""
        self.press("next-button", kind=kind)

    def register_app(self, **fields: str) -> None:
        """From the choice of the kind to the assigned device."""
        self.choose_kind("authenticator-app")
        self.scan()
        self.press("assign-button", code=self.code(), **fields)

    def register_key(self, **fields: str) -> None:
        """From the choice of the kind to the assigned device."""
        self.choose_kind("security-key")
        self.press("register-button", credential=self.key.create(self.options(), self.emulator.url), **fields)

    def use_key(self, **fields: str) -> None:
        """On the page that asks for the key."""
        self.press("verify-button", credential=self.key.get(self.options(), self.emulator.url), **fields)

    def options(self) -> dict[str, Any]:
        """What the page hands to the browser for the key."""
        (written,) = self.found("//form[@data-webauthn]/@data-options")
        return dict(json.loads(written))

    def found(self, path: str) -> list[Any]:
        """What the page holds at an XPath."""
        return list(html.document_fromstring(self.page.text).xpath(path))

    @property
    def heading(self) -> str:
        """The page's heading."""
        (heading,) = self.found("//h1")
        return str(heading.text_content())

    def sign_in_events(self) -> list[dict[str, Any]]:
        """The recorded events of signing in, oldest first."""
        return [event for event in self.events() if event["eventSource"] == "signin.amazonaws.com"]
