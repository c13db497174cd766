"""Speaks HTTP with a running emulator: its control API, and plain requests as any client sends them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import RemoteDisconnected
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from urllib3.exceptions import ProtocolError

_TIMEOUT_SECONDS = 30


class EmulatorUnusable(Exception):
    """The emulator cannot be reached, or does not do what its control API promises; the text says what happened."""


@dataclass(frozen=True)
class Answer:
    """One HTTP answer. Status 0: the connection was closed without one."""

    method: str
    url: str
    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def request_id(self) -> str:
        """The x-amzn-RequestId, or an empty text."""
        return self.headers.get("x-amzn-RequestId", "")

    @property
    def is_lost(self) -> bool:
        """Whether the connection was closed without an answer."""
        return self.status == 0

    @property
    def cause(self) -> str | None:
        """The cause that the emulator names when it refuses."""
        return self.headers.get("x-emulator-cause")

    @property
    def is_page(self) -> bool:
        """Whether this is HTML."""
        return "html" in self.headers.get("Content-Type", "")

    @property
    def json(self) -> Any:
        """The body as JSON, or as text where it is none."""
        try:
            return json.loads(self.text) if self.text else None
        except ValueError:
            return self.text


class _Session(requests.Session):
    """Follows redirects, but not to a program on this machine: the address that it waits at is the answer to it.

    Programs take an authorization code on a loopback address with a port of their own (RFC 8252 §7.3).
    """

    def get_redirect_target(self, response: requests.Response) -> str | None:
        """Where the answer leads; None where there is nobody to ask."""
        target = super().get_redirect_target(response)
        if target is None:
            return None
        before, after = urlsplit(response.url), urlsplit(urljoin(response.url, target))
        to_a_program = after.scheme == "http" and after.hostname == "127.0.0.1" and after.port != before.port
        return None if to_a_program else target


def new_session(verify: bool | str = True) -> requests.Session:
    """A session of its own: no cookies of others, no proxies of the environment."""
    session = _Session()
    session.trust_env = False
    session.verify = verify
    return session


class EmulatorClient:
    """A running emulator at `endpoint`. `verify` is as in requests: a CA file for https."""

    def __init__(self, endpoint: str, *, admin_token: str | None = None, verify: bool | str = True) -> None:
        self.endpoint = endpoint.rstrip("/")
        self.verify = verify
        self._session = new_session(verify)
        if admin_token is not None:
            self._session.headers["Authorization"] = f"Bearer {admin_token}"

    def address(self, url: str) -> str:
        """An absolute URL: a path is one of the emulator's."""
        return urljoin(self.endpoint + "/", url)

    def send(self, method: str, url: str, session: requests.Session | None = None, **request: Any) -> list[Answer]:
        """Send a request and follow its redirects; every answer on the way, the last one last."""
        try:
            last = (session or self._session).request(method, self.address(url), timeout=_TIMEOUT_SECONDS, **request)
        except requests.RequestException as problem:
            if _hung_up(problem):
                return [Answer(method=method, url=self.address(url), status=0, headers={}, text="")]
            raise EmulatorUnusable(f"{method} {url}: {problem}") from problem
        return [_answer(each) for each in (*last.history, last)]

    def control(self, method: str, path: str, body: Any = None) -> Answer:
        """One request to the control API; the answer may be a refusal."""
        request = {} if body is None else {"json": body}
        answer = self.send(method, f"/_emulator/{path.removeprefix('/_emulator/').lstrip('/')}", **request)[-1]
        if answer.is_lost:
            raise EmulatorUnusable(f"{method} {path}: the emulator closed the connection without an answer")
        return answer

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """One request to the control API that has to succeed; its JSON. Raises EmulatorUnusable."""
        answer = self.control(method, path, body)
        if answer.status >= 400:
            raise EmulatorUnusable(f"{method} /_emulator/{path} answers {answer.status}: {answer.text[:500]}")
        return answer.json

    def reset(self, seed: Mapping[str, Any]) -> dict[str, Any]:
        """A fresh state from `seed`; instance, SCIM access and test IdP as the control API tells them."""
        return dict(self.ask("POST", "reset", {"seed": dict(seed)}))

    def events(self, after: int) -> list[dict[str, Any]]:
        """Trail events with a later sequence number, oldest first, each with its `sequence`."""
        return list(self.ask("GET", f"events?after={after}&limit=10000")["events"])

    def refusals(self, request_id: str) -> list[dict[str, Any]]:
        """What was refused in the request of that id."""
        return list(self.ask("GET", f"refusals?request_id={request_id}")["refusals"])

    def lost_request(self) -> str:
        """The id of the last request whose answer was lost by a fault. Raises EmulatorUnusable where none was."""
        lost = self.ask("GET", "refusals?cause=fault.answer-lost&limit=10000")["refusals"]
        if not lost:
            raise EmulatorUnusable("the emulator closed a connection without an answer, and no fault was the reason")
        return str(lost[-1]["request_id"])


def _hung_up(problem: requests.RequestException) -> bool:
    """Whether the connection was closed before anything was answered."""
    reason = problem.args[0] if problem.args else None
    return isinstance(reason, ProtocolError) and any(isinstance(each, RemoteDisconnected) for each in reason.args)


def _answer(response: requests.Response) -> Answer:
    return Answer(
        method=response.request.method or "",
        url=response.url,
        status=response.status_code,
        headers=response.headers,
        text=response.text,
    )
