"""Signing in on a provider's own pages: which pages are passed, and what is told about those that are not."""

import ssl
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
import trustme

from emulator.scenario.own_provider.preparation import fetch_metadata
from emulator.scenario.own_provider.visitor import Credentials, Issued, ProviderTrouble, Visitor

POSTS = """<form method="post" action="https://sp.example.com/acs?a=1&amp;b=2">
<input type="hidden" name="SAMLResponse" value="PHg+"><input type="hidden" name="RelayState" value="r&amp;s">
<noscript><button>Continue</button></noscript></form>"""
PASSWORD = """<form method="post" action="/password"><input type="hidden" name="csrf" value="1">
<input name="login"><input type="password" name="secret"><button name="go" value="in">Sign in</button></form>"""


class Provider:
    """Pages by path: HTML, or a pair of status and headers. What was sent to a path is kept."""

    def __init__(self, pages: dict[str, object], tls: ssl.SSLContext | None = None) -> None:
        self.sent: dict[str, dict[str, list[str]]] = {}
        self.cookies: dict[str, str | None] = {}
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.answer()

            def do_POST(self) -> None:
                self.answer()

            def answer(self) -> None:
                path = urlsplit(self.path).path
                body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
                provider.sent[path] = parse_qs(body or urlsplit(self.path).query, keep_blank_values=True)
                provider.cookies[path] = self.headers.get("Cookie")
                page = pages[path]
                status, headers, html = page if isinstance(page, tuple) else (200, {}, page)
                self.send_response(status)
                for name, value in {"Content-Type": "text/html", **headers}.items():
                    self.send_header(name, value)
                content = str(html).encode()
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


@pytest.fixture
def serve() -> Iterator[object]:
    """`serve(pages)`: a running provider."""
    running: list[Provider] = []

    def start(pages: dict[str, object], tls: ssl.SSLContext | None = None) -> Provider:
        running.append(Provider(pages, tls))
        return running[-1]

    yield start
    for provider in running:
        provider.close()


def sign_in(url: str, *authorities: str) -> Issued:
    visitor = Visitor(Credentials("jane", "s3cret"), authorities)
    try:
        return visitor.sign_in(url)
    finally:
        visitor.close()


def test_the_response_is_kept_and_not_posted(serve) -> None:
    provider = serve({"/": POSTS})
    assert sign_in(provider.url) == Issued("https://sp.example.com/acs?a=1&b=2", "PHg+", "r&s")


def test_user_name_and_password_are_typed_and_the_button_is_pressed(serve) -> None:
    provider = serve({"/": PASSWORD, "/password": POSTS})
    sign_in(provider.url)
    assert provider.sent["/password"] == {"csrf": ["1"], "login": ["jane"], "secret": ["s3cret"], "go": ["in"]}


def test_a_provider_may_ask_for_the_name_first(serve) -> None:
    name = '<form action="/name"><input type="email" name="identifier"><button>Next</button></form>'
    password = '<form method="post" action="/password"><input type="password" name="passwd"></form>'
    provider = serve({"/": name, "/name": password, "/password": POSTS})
    sign_in(provider.url)
    assert provider.sent["/name"] == {"identifier": ["jane"]}
    assert provider.sent["/password"] == {"passwd": ["s3cret"]}


def test_pages_that_only_go_on_are_passed(serve) -> None:
    hidden = '<form method="post" action="/consent"><input type="hidden" name="SAMLRequest" value="x"></form>'
    refresh = """<meta http-equiv="Refresh" content="0; url='/password'">"""
    provider = serve(
        {"/": (302, {"Location": "/start"}, ""), "/start": hidden, "/consent": refresh, "/password": POSTS}
    )
    sign_in(provider.url)
    assert provider.sent["/consent"] == {"SAMLRequest": ["x"]}


def test_cookies_for_https_are_sent_to_this_machine_as_browsers_do(serve) -> None:
    with_cookie = (200, {"Set-Cookie": "session=1; Path=/; Secure; SameSite=None"}, PASSWORD)
    provider = serve({"/": with_cookie, "/password": POSTS})
    sign_in(provider.url)
    assert provider.cookies["/password"] == "session=1"


@pytest.mark.parametrize(
    ("pages", "told"),
    [
        ({"/": PASSWORD, "/password": f"<p>Wrong password.</p>{PASSWORD}"}, "refuses user name or password"),
        ({"/": PASSWORD, "/password": '<form><input name="otp"></form>'}, r"asks for more than a password \(otp\)"),
        ({"/": '<form action="/"><input name="user"></form>'}, "asks for the name again"),
        ({"/": "<p>Enable scripts.</p>"}, "no form to go on with. It says: Enable scripts."),
        ({"/": (403, {}, "<h1>Not assigned</h1>")}, "answers 403: Not assigned"),
        ({"/": '<form action="/"></form>'}, "still no SAML response"),
    ],
)
def test_pages_that_cannot_be_passed_are_told(serve, pages: dict[str, object], told: str) -> None:
    with pytest.raises(ProviderTrouble, match=told):
        sign_in(serve(pages).url)


def test_a_password_is_never_told(serve) -> None:
    with pytest.raises(ProviderTrouble) as trouble:
        sign_in(serve({"/": PASSWORD, "/password": PASSWORD}).url)
    assert "s3cret" not in str(trouble.value)


def test_authorities_of_ones_own_have_to_be_named_both_of_them(serve, tmp_path) -> None:
    files = []
    pages: list[dict[str, object]] = [{"/": POSTS, "/metadata": "<x/>"}, {}]
    for number in range(2):
        authority = trustme.CA()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        authority.issue_cert("127.0.0.1").configure_cert(context)
        server = serve(pages[number], context)
        files.append(str(tmp_path / f"{number}.pem"))
        authority.cert_pem.write_to_path(files[-1])
        if number == 0:
            provider = server
            pages[1]["/start"] = (302, {"Location": provider.url}, "")
    for trusted in ([], files[:1], files[1:]):
        with pytest.raises(ProviderTrouble, match="--idp-ca-file"):
            sign_in(f"{server.url}/start", *trusted)
    assert sign_in(f"{server.url}/start", *files).saml_response == "PHg+"
    with pytest.raises(ProviderTrouble, match="--idp-ca-file"):
        fetch_metadata(f"{provider.url}/metadata")
    assert fetch_metadata(f"{provider.url}/metadata", files[:1]) == "<x/>"


def test_metadata_that_cannot_be_had_are_told(serve) -> None:
    provider = serve({"/metadata": (404, {}, "")})
    with pytest.raises(ProviderTrouble, match="answers 404"):
        fetch_metadata(f"{provider.url}/metadata")
    with pytest.raises(ProviderTrouble, match="no metadata"):
        fetch_metadata("http://127.0.0.1:1/metadata")
