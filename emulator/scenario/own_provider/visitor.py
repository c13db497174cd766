"""Signs in on the pages of somebody's own identity provider, up to the form that would post the SAML response."""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from http.cookiejar import Cookie, DefaultCookiePolicy
from typing import Any
from urllib.parse import urljoin, urlsplit
from urllib.request import Request

import lxml.html
import requests
from requests.adapters import HTTPAdapter
from requests.cookies import RequestsCookieJar

from emulator.scenario.page import read_page

_TIMEOUT_SECONDS = 30
_MOST_PAGES = 12
_LONGEST_SHOWN = 300
_LOOPBACK = ("127.0.0.1", "localhost", "::1")
_TYPED = ("text", "email", "tel", "number", "search", "url")


class ProviderTrouble(Exception):
    """The provider's pages do not lead to a SAML response; the text says where they end, and what to do."""


@dataclass(frozen=True)
class Issued:
    """What the provider gave the browser to post."""

    acs_url: str
    saml_response: str
    relay_state: str | None


@dataclass(frozen=True)
class Credentials:
    """What the person types at the provider."""

    user: str
    password: str


class Visitor:
    """A person with one browser. It runs no scripts; pages that need some cannot be passed.

    `authorities` are files with certificate authorities that are trusted beside the usual ones.
    """

    def __init__(self, credentials: Credentials, authorities: Sequence[str] = ()) -> None:
        self._credentials = credentials
        self._browser = session_of_a_browser(authorities)
        self._browser.cookies = RequestsCookieJar(_AsBrowsersDo())
        self._browser.headers.update(Accept="text/html,application/xhtml+xml")

    def close(self) -> None:
        """Give the connections back."""
        self._browser.close()

    def sign_in(self, url: str) -> Issued:
        """Open the address and go on until the provider posts its response, which is kept here instead.

        Whoever is signed in at the provider already is not asked again. Raises ProviderTrouble.
        """
        page = self._send("GET", url)
        visit = _Visit(self._credentials)
        for _ in range(_MOST_PAGES):
            if page.status_code >= 400:
                raise ProviderTrouble(f"{_place(page)} answers {page.status_code}: {_words(page)}")
            step = visit.next_step(page)
            if isinstance(step, Issued):
                return step
            page = self._send(step.method, step.url, step.fields)
        raise ProviderTrouble(f"after {_MOST_PAGES} pages there is still no SAML response, but {_place(page)}")

    def _send(self, method: str, url: str, fields: Sequence[tuple[str, str]] = ()) -> requests.Response:
        content = {"params" if method == "GET" else "data": list(fields)} if fields else {}
        try:
            return self._browser.request(method, url, timeout=_TIMEOUT_SECONDS, **content)  # type: ignore[arg-type]
        except requests.exceptions.SSLError as problem:
            raise ProviderTrouble(
                f"{url}: the provider's certificate is not trusted; name its authority with --idp-ca-file ({problem})"
            ) from problem
        except requests.RequestException as problem:
            raise ProviderTrouble(f"{url}: {problem}") from problem


@dataclass(frozen=True)
class _Request:
    method: str
    url: str
    fields: Sequence[tuple[str, str]] = ()


class _Visit:
    """What was typed already in this sign-in: a page that asks for it again has refused it."""

    def __init__(self, credentials: Credentials) -> None:
        self._credentials = credentials
        self._named = False
        self._proved = False

    def next_step(self, page: requests.Response) -> Issued | _Request:
        document: Any = lxml.html.document_fromstring(page.text or "<html></html>")
        for form in document.forms:
            if any(each.get("name") == "SAMLResponse" for each in form.iter("input")):
                return _issued(page, form)
        for form in document.forms:
            if _passwords(form):
                return self._prove(page, form)
        asking = [form for form in document.forms if _typed(form)]
        if asking:
            return self._name(page, asking[0])
        refreshed = _refresh(page, document)
        if refreshed is not None:
            return refreshed
        if document.forms:
            return _submitted(page, document.forms[0])
        raise ProviderTrouble(
            f"{_place(page)} has no form to go on with. It says: {_words(page)}\nIf scripts make the page, take the "
            "response from a browser's developer tools, and use --saml-response."
        )

    def _prove(self, page: requests.Response, form: Any) -> _Request:
        if self._proved:
            raise ProviderTrouble(f"the provider refuses user name or password at {_place(page)}: {_words(page)}")
        self._named = self._proved = True
        _passwords(form)[0].set("value", self._credentials.password)
        if names := _typed(form):
            names[0].set("value", self._credentials.user)
        return _submitted(page, form)

    def _name(self, page: requests.Response, form: Any) -> _Request:
        """Some providers ask for the name on a page of its own."""
        if self._named:
            labels = ", ".join(str(each.get("name")) for each in _typed(form))
            asked = "for more than a password" if self._proved else "for the name again"
            raise ProviderTrouble(f"{_place(page)} asks {asked} ({labels}): {_words(page)}")
        self._named = True
        _typed(form)[0].set("value", self._credentials.user)
        return _submitted(page, form)


def session_of_a_browser(authorities: Sequence[str]) -> requests.Session:
    """A session that follows every redirect, without proxies of the environment."""
    session = requests.Session()
    session.trust_env = False
    if authorities:
        session.mount("https://", _Trusting(authorities))
    return session


class _Trusting(HTTPAdapter):
    """Trusts several authorities; a session of requests by itself takes one file."""

    def __init__(self, authorities: Sequence[str]) -> None:
        self._context = ssl.create_default_context()
        for file in authorities:
            self._context.load_verify_locations(file)
        super().__init__()

    def init_poolmanager(self, *arguments: Any, **options: Any) -> None:
        """Connections are made with the context."""
        super().init_poolmanager(*arguments, **options, ssl_context=self._context)


class _AsBrowsersDo(DefaultCookiePolicy):
    """Browsers treat this machine as secure, and send it cookies that are meant for https."""

    def set_ok(self, cookie: Cookie, request: Request) -> bool:
        # Sessions of requests send by a policy of their own, so the cookie itself has to tell.
        if urlsplit(request.get_full_url()).hostname in _LOOPBACK:
            cookie.secure = False
        return super().set_ok(cookie, request)


def _issued(page: requests.Response, form: Any) -> Issued:
    fields = {str(name): str(value) for name, value in form.form_values()}
    return Issued(_target(page, form), fields.get("SAMLResponse", ""), fields.get("RelayState"))


def _inputs(form: Any, kinds: Sequence[str]) -> list[Any]:
    return [each for each in form.iter("input") if each.get("name") and each.get("type", "text").lower() in kinds]


def _passwords(form: Any) -> list[Any]:
    return _inputs(form, ("password",))


def _typed(form: Any) -> list[Any]:
    """The fields that a person would fill in."""
    return [each for each in _inputs(form, _TYPED) if each.get("readonly") is None and each.get("disabled") is None]


def _submitted(page: requests.Response, form: Any) -> _Request:
    """The form sent as its first button does it."""
    fields = [(str(name), str(value)) for name, value in form.form_values()]
    buttons = [*form.xpath(".//button[not(@type)] | .//*[@type='submit']")]
    pressed = [(each.get("name"), each.get("value") or "") for each in buttons[:1] if each.get("name")]
    return _Request(form.method, _target(page, form), [*fields, *pressed])


def _target(page: requests.Response, form: Any) -> str:
    return urljoin(page.url, str(form.get("action") or page.url).strip())


def _refresh(page: requests.Response, document: Any) -> _Request | None:
    """Where the page sends the browser on by itself."""
    for meta in document.iter("meta"):
        if str(meta.get("http-equiv", "")).lower() == "refresh":
            _, found, url = str(meta.get("content", "")).partition("=")
            if found:
                return _Request("GET", urljoin(page.url, url.strip(" '\"")))
    return None


def _place(page: requests.Response) -> str:
    return page.url.partition("?")[0]


def _words(page: requests.Response) -> str:
    """The beginning of what can be read on the page."""
    text = read_page(page.text).text if "html" in page.headers.get("Content-Type", "") else page.text
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"
