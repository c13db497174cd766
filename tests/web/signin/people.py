"""A person with a browser without scripts, who signs in with a password."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin

import requests
from lxml import html

from emulator.seed.model import Seed
from emulator.trail.trail import LookupFilter, lookup
from tests.conftest import RunningEmulator

JANE = "jane"
PASSWORD = "Correct-Horse-7"
NEXT_PASSWORD = "Battery-Staple-9"

_USERS = (
    {
        "user_name": JANE,
        "given_name": "Jane",
        "family_name": "Doe",
        "email": "jane@example.com",
        "password": PASSWORD,
    },
    {
        "user_name": "bo",
        "given_name": "Bo",
        "family_name": "Dahl",
        "email": "bo@example.com",
        "password": NEXT_PASSWORD,
    },
    {"user_name": "new", "given_name": "New", "family_name": "One", "email": "new@example.com"},
    {"user_name": "nomail", "given_name": "No", "family_name": "Mail"},
    {
        "user_name": "once",
        "given_name": "Once",
        "family_name": "Only",
        "email": "once@example.com",
        "one_time_password": "Once-Only-77",
    },
    {
        "user_name": "off",
        "given_name": "Off",
        "family_name": "Duty",
        "email": "off@example.com",
        "password": PASSWORD,
        "active": False,
    },
)


def seed(**changes: Any) -> Seed:
    """An Identity Center directory with these people, where nobody is asked for a second factor."""
    state = {"identity_source": {"kind": "identity-center"}, "mfa": {"prompt": "disabled"}, "users": _USERS}
    return Seed.model_validate(state | changes)


@dataclass
class Person:
    """Somebody at a browser; `page` is what it shows."""

    emulator: RunningEmulator
    browser: requests.Session = field(default_factory=requests.Session)
    page: requests.Response = field(default_factory=requests.Response)

    def open(self, address: str = "/start") -> requests.Response:
        """Go to an address and follow redirects."""
        self.page = self.browser.get(urljoin(self.emulator.url, address), timeout=5)
        return self.page

    def press(self, button: str, **fields: str) -> requests.Response:
        """Fill in the form that has the button of that id, and send it."""
        document = html.document_fromstring(self.page.text)
        form = next(form for form in document.forms if form.xpath(f".//button[@id='{button}']"))
        content = dict(form.form_values()) | fields
        self.page = self.browser.post(urljoin(self.page.url, form.action), data=content, timeout=5)
        return self.page

    def enter_user_name(self, user_name: str = JANE) -> requests.Response:
        """From the portal to the page after the user name."""
        self.open()
        return self.press("username-submit-button", user_name=user_name)

    def enter_password(self, password: str) -> requests.Response:
        """On the password page."""
        return self.press("password-submit-button", password=password)

    def sign_in(self, user_name: str = JANE, password: str = PASSWORD) -> requests.Response:
        """The whole way."""
        self.enter_user_name(user_name)
        return self.enter_password(password)

    def choose_password(self, new: str, again: str | None = None) -> requests.Response:
        """On any page that asks for a new password."""
        fields = {"new_password": new, "new_password_again": new if again is None else again}
        return self.press("new-password-submit-button", **fields)

    @property
    def cause(self) -> str | None:
        """Why the page says no."""
        return self.page.headers.get("x-emulator-cause")

    @property
    def is_at_portal(self) -> bool:
        """Whether the browser shows the access portal of somebody who is signed in."""
        return self.page.status_code == 200 and self.page.url == f"{self.emulator.url}/start"

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """What an administrator does; must succeed."""
        answer = requests.request(method, f"{self.emulator.url}/_emulator/{path}", json=body, timeout=5)
        assert answer.ok, answer.text
        return answer.json()

    def user_id(self, user_name: str) -> str:
        """The id of a user."""
        return str(self.control("GET", f"users?user_name={user_name}")["users"][0]["user_id"])

    def mail(self, recipient: str = "jane@example.com") -> dict[str, Any]:
        """The latest message to that address."""
        return dict(self.control("GET", f"mail?recipient={recipient}")["messages"][-1])

    def events(self) -> list[dict[str, Any]]:
        """The recorded events, oldest first."""
        with self.emulator.context.store.transaction() as tx:
            return [dict(found["event"]) for found in reversed(lookup(tx, LookupFilter(), limit=100))]


def told(event: dict[str, Any]) -> tuple[str, str, str]:
    """An event of a sign-in in short: name, credential and success."""
    name = event["eventName"]
    return name, event["additionalEventData"]["CredentialType"], event["serviceEventDetails"][name]
