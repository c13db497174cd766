"""A browser at an emulator, and shortcuts to the state that a page needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from lxml import html
from playwright.sync_api import APIResponse, Page

from emulator.app import Emulator
from emulator.directory.user import User
from emulator.directory.users import user_by_user_name
from emulator.permissions.instances import organization_instance
from emulator.scenario.devices import AuthenticatorApp
from emulator.seed.default import default_seed
from emulator.seed.model import Seed
from emulator.signin.sessions import start_session

NOW = "2026-11-23T09:30:00Z"
PASSWORD = "Correct-Horse-7"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"

JANE = {
    "user_name": "jane.doe",
    "given_name": "Jane",
    "family_name": "Doe",
    "email": "jane.doe@example.com",
    "password": PASSWORD,
}


@dataclass(frozen=True)
class Visit:
    """Somebody at a browser."""

    page: Page
    emulator: Emulator

    @property
    def url(self) -> str:
        """Where the browser finds the emulator."""
        return self.emulator.context.public_url

    def start(self, **seed: Any) -> None:
        """The emulator afresh at a moment that stands still, with passwords of its own; nobody is signed in."""
        passwords = {"identity_source": {"kind": "identity-center"}, "mfa": {"prompt": "disabled"}, "users": [JANE]}
        self._reset(Seed.model_validate({"clock": NOW, **passwords, **seed}))

    def start_with_provider(self, **seed: Any) -> None:
        """The same with the test identity provider, and what the emulator has when it is first started."""
        default = default_seed().model_dump(exclude_unset=True)
        self._reset(Seed.model_validate({"clock": NOW, **default, **seed}))

    def _reset(self, seed: Seed) -> None:
        self.page.context.clear_cookies()
        self.emulator.reset(seed)

    def open(self, path: str) -> None:
        """Go to a page of the emulator."""
        self.page.goto(path if path.startswith("http") else self.url + path)

    def hold_forms(self) -> None:
        """Let pages whose form is sent without a click stay as they are."""
        self.page.route("**/submit.js", lambda route: route.fulfill(content_type="text/javascript", body=""))

    def press(self, name: str) -> None:
        """Choose a button."""
        self.page.get_by_role("button", name=name, exact=True).click()

    def sign_in_as(self, user_name: str) -> None:
        """Be signed in to the portal, without the way there."""
        context = self.emulator.context
        with context.store.transaction() as tx:
            instance = organization_instance(tx)
            user = user_by_user_name(tx, instance.identity_store_id, user_name)
            assert user is not None
            begun = start_session(
                tx,
                instance.instance_arn,
                user.user_id,
                expires_at=tx.now().replace(hour=17),
                principal_tags={"CostCenter": "blue"} if "tagged" in user_name else {},
            )
        cookie = {"name": "x-amz-sso_authn", "value": begun.secret, "url": self.url, "sameSite": "Lax"}
        self.page.context.add_cookies([cookie])  # type: ignore[list-item]

    def user(self, user_name: str = "jane.doe") -> User:
        """The user of that name."""
        with self.emulator.context.store.transaction() as tx:
            user = user_by_user_name(tx, organization_instance(tx).identity_store_id, user_name)
        assert user is not None
        return user

    def walk(self, *steps: Mapping[str, str]) -> None:
        """From the portal's address through a form for each step, and show the page that the last one leads to.

        The pages between are not drawn: that is what takes the time.
        """
        answer = self.page.request.get(f"{self.url}/start")
        for step in steps:
            answer = self._send(answer, step)
        self.open(answer.url)

    def arrive_with_response(self, name_id: str, *faults: str) -> None:
        """The page that follows the answer of the test identity provider."""
        asked = self.page.request.get(f"{self.url}/start")
        fields: dict[str, Any] = {"name_id": name_id} | ({"fault": faults[0]} if faults else {})
        # The page sends its form by itself; that of another page of ours would forbid it.
        self.page.goto("about:blank")
        with self.page.expect_navigation(url="**/platform/saml/acs/**"):
            self.page.set_content(self._send(asked, fields).text())

    def _send(self, shown: APIResponse, fields: Mapping[str, str]) -> APIResponse:
        """Fill in the form of the page that has these fields."""
        forms = html.document_fromstring(shown.text()).forms
        form = next(each for each in forms if set(fields) <= set(each.fields))
        content = dict(form.form_values()) | fields
        return self.page.request.post(urljoin(shown.url, form.action), form=content)

    def enter_user_name(self, user_name: str = "jane.doe") -> None:
        """From the portal's address to the page after the user name."""
        self.walk({"user_name": user_name})

    def enter_password(self, password: str = PASSWORD) -> None:
        """On the page that asks for it."""
        self.page.locator("#password-input").fill(password)
        self.press("Sign in")

    def enter_code(self, code: str | None = None) -> None:
        """On the page that asks for the code of an authenticator app."""
        shown = AuthenticatorApp(SECRET).code(self.emulator.context.clock.now().timestamp())
        self.page.locator("#code").fill(code or shown)
        self.press("Sign in")

    def answer_as(self, name_id: str, *faults: str, review: bool = False) -> None:
        """On the page of the test identity provider."""
        self.page.locator("input[name=name_id]").fill(name_id)
        if faults:
            self.page.get_by_text("What shall be wrong with the response").click()
        for fault in faults:
            self.page.locator(f"input[name=fault][value={fault}]").check()
        if review:
            self.page.locator("input[name=review]").check()
        self.press("Sign in")

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """What an administrator does."""
        port = urlsplit(self.url).port
        answer = requests.request(method, f"http://127.0.0.1:{port}/_emulator/{path}", json=body, timeout=5)
        assert answer.ok, answer.text
        return answer.json()

    def mail(self) -> dict[str, Any]:
        """What was mailed last."""
        return dict(self.control("GET", "mail")["messages"][-1])
