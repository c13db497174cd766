"""The server over a real socket: what a test client inside the process would not see."""

import gc
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from emulator.seed.document import DocumentUnreadable
from emulator.server import Server, ServerNotStarted
from emulator.settings import Settings
from emulator.store.database import StoreUnusable
from tests.conftest import RunningEmulator

LIVEZ = "/_emulator/livez"


def exchange(url: str, *sent: bytes) -> bytes:
    """Send bytes on a connection of their own; the first line of the answer, empty when the server hangs up."""
    parts = urlsplit(url)
    with socket.create_connection((parts.hostname, parts.port), timeout=10) as connection:
        for part in sent:
            connection.sendall(part)
        try:
            return connection.makefile("rb").readline().strip()
        except ConnectionError:
            return b""


def server_threads() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name.startswith(("CP Server", "emulator-server"))}


@pytest.fixture
def echo() -> Iterator[str]:
    """A server whose application answers with the WSGI names of its headers."""

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [("Content-Type", "text/plain")])
        return ["\n".join(f"{name}={environ[name]}" for name in environ if name.startswith("HTTP_")).encode()]

    with Server(Settings(port=0)) as server:
        server._cheroot.wsgi_app = application
        yield server.url


@pytest.mark.parametrize("header", ["x-amz-sso_bearer_token", "x-amz-sso-bearer-token"])
def test_bearer_token_of_the_portal_api_reaches_the_application(echo: str, header: str) -> None:
    answer = requests.get(echo, headers={header: "token"}, timeout=5)
    assert "HTTP_X_AMZ_SSO_BEARER_TOKEN=token" in answer.text.splitlines()


def test_port_zero_picks_a_free_port() -> None:
    with Server(Settings(port=0)) as one, Server(Settings(port=0)) as other:
        assert one.url != other.url
        for server in (one, other):
            assert requests.get(server.url + LIVEZ, timeout=5).ok


# Cheroot does not close the socket that it could not bind.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_port_in_use_is_told_with_a_way_out(server: Server) -> None:
    port = urlsplit(server.url).port
    with pytest.raises(ServerNotStarted, match=rf"cannot listen on 127\.0\.0\.1:{port}.*--port 0"):
        Server(Settings(port=port)).start()
    gc.collect()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_host_that_does_not_exist_is_told() -> None:
    with pytest.raises(ServerNotStarted, match=r"host\.invalid:0"):
        Server(Settings(port=0, host="host.invalid", allow_remote=True, admin_token="x")).start()
    gc.collect()


def test_stopped_server_leaves_no_thread_and_frees_its_port() -> None:
    before = server_threads()
    server = Server(Settings(port=0))
    server.start()
    port = urlsplit(server.url).port
    requests.get(server.url + LIVEZ, timeout=5)
    server.stop()
    assert server_threads() == before
    with Server(Settings(port=port)) as again:
        assert requests.get(again.url + LIVEZ, timeout=5).ok


@pytest.mark.parametrize("name", ["data", "seed"])
def test_server_that_cannot_be_built_frees_its_port_and_threads(tmp_path: Path, name: str) -> None:
    before = server_threads()
    (tmp_path / "file").write_text("this is neither a database nor a seed\n" * 100)
    server = Server(Settings(port=0, **{name: tmp_path / "file"}))
    with pytest.raises((StoreUnusable, DocumentUnreadable), match="file"):
        server.start()
    assert server_threads() == before


def test_state_in_a_file_survives_a_restart(tmp_path: Path) -> None:
    ids = []
    for _ in range(2):
        with Server(Settings(port=0, data=tmp_path / "state.sqlite")) as server:
            info = requests.get(f"{server.url}/_emulator/info", timeout=5).json()
            ids.append(info["instance"]["identity_store_id"])
    assert ids[0] == ids[1]


def test_repeatable_ids_do_not_collide_with_those_of_a_kept_state(tmp_path: Path) -> None:
    made = []
    for _ in range(2):
        with Server(Settings(port=0, data=tmp_path / "state.sqlite", seed_random=7)) as server:
            assert server.emulator is not None
            made.append([server.emulator.context.ids.uuid() for _ in range(3)])
    assert not set(made[0]) & set(made[1])


def test_same_random_seed_makes_the_same_instance() -> None:
    made = []
    for _ in range(2):
        with Server(Settings(port=0, seed_random=7)) as server:
            info = requests.get(f"{server.url}/_emulator/info", timeout=5).json()
            made.append((info["instance"]["instance_arn"], info["instance"]["identity_store_id"]))
    assert made[0] == made[1]


def test_public_url_replaces_the_address_in_what_is_told() -> None:
    with Server(Settings(port=0, public_url="https://idc.example.com/")) as server:
        info = requests.get(f"{server.url}/_emulator/info", headers={"Host": "idc.example.com"}, timeout=5).json()
    assert info["public_url"] == "https://idc.example.com"
    assert info["instance"]["portal_url"] == "https://idc.example.com/start"


def test_ipv6_address_is_written_in_brackets() -> None:
    try:
        with Server(Settings(port=0, host="::1")) as server:
            assert server.url.startswith("http://[::1]:")
            assert requests.get(server.url + LIVEZ, timeout=5).ok
    except ServerNotStarted:
        pytest.skip("this machine has no IPv6 loopback address")


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the certificate authority of these tests is kept."""
    return tmp_path_factory.mktemp("tls") / "authority"


class TestTls:
    @pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
    def test_certificate_is_trusted_with_the_printed_authority(self, directory: Path, name: str) -> None:
        with Server(Settings(port=0, tls=True, tls_directory=directory)) as server:
            url = server.url.replace("127.0.0.1", name)
            assert url.startswith("https://")
            assert requests.get(url + LIVEZ, timeout=5, verify=str(server.certificate_authority)).ok
            with pytest.raises(requests.exceptions.SSLError):
                requests.get(url + LIVEZ, timeout=5)

    def test_authority_is_made_once(self, directory: Path) -> None:
        settings = Settings(port=0, tls=True, tls_directory=directory)
        with Server(settings) as server:
            assert server.certificate_authority is not None
            first = server.certificate_authority.read_text()
        with Server(settings) as server:
            assert server.certificate_authority is not None
            assert server.certificate_authority.read_text() == first

    def test_keys_can_be_read_by_their_owner_only(self, directory: Path) -> None:
        with Server(Settings(port=0, tls=True, tls_directory=directory)):
            assert {file.stat().st_mode & 0o077 for file in directory.iterdir() if file.name != "ca.pem"} == {0}

    def test_certificate_names_the_host_of_the_public_url(self, directory: Path) -> None:
        settings = Settings(port=0, tls=True, tls_directory=directory, public_url="https://idc.example.com")
        with Server(settings) as server:
            trusted = ssl.create_default_context(cafile=str(server.certificate_authority))
            parts = urlsplit(server.url)
            with (
                socket.create_connection((parts.hostname, parts.port), timeout=5) as plain,
                trusted.wrap_socket(plain, server_hostname="idc.example.com") as connection,
            ):
                assert connection.version() in ("TLSv1.2", "TLSv1.3")

    def test_plain_http_on_the_tls_port_gets_no_answer_and_does_no_harm(self, directory: Path) -> None:
        with Server(Settings(port=0, tls=True, tls_directory=directory)) as server:
            first_line = exchange(server.url, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert b"200" not in first_line
            assert requests.get(server.url + LIVEZ, timeout=5, verify=str(server.certificate_authority)).ok

    def test_silent_client_does_not_keep_others_waiting(self, directory: Path) -> None:
        with Server(Settings(port=0, tls=True, tls_directory=directory)) as server:
            parts = urlsplit(server.url)
            with socket.create_connection((parts.hostname, parts.port), timeout=5):
                assert requests.get(server.url + LIVEZ, timeout=3, verify=str(server.certificate_authority)).ok

    def test_application_knows_that_it_is_reached_by_https(self, directory: Path) -> None:
        with Server(Settings(port=0, tls=True, tls_directory=directory)) as server:
            trusted = str(server.certificate_authority)
            info = requests.get(f"{server.url}/_emulator/info", timeout=5, verify=trusted).json()
            assert info["instance"]["acs_url"].startswith(f"{server.url}/platform/saml/acs/")
            answer = requests.get(f"{server.url}/start", timeout=5, verify=trusted, allow_redirects=False)
            assert all("Secure" in cookie for cookie in answer.headers.get("Set-Cookie", "Secure").split("\n"))

    def test_folder_that_cannot_be_used_is_told_with_a_way_out(self, tmp_path: Path) -> None:
        (tmp_path / "ca.pem").write_text("no certificate")
        (tmp_path / "ca.key").write_text("no key")
        with pytest.raises(ServerNotStarted, match="--tls-directory"):
            Server(Settings(port=0, tls=True, tls_directory=tmp_path))


CLOCK = (
    b"POST /_emulator/clock HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n"
)
CHUNKED = CLOCK + b"Transfer-Encoding: chunked\r\n\r\n"


def test_chunked_body_is_read(emulator: RunningEmulator) -> None:
    answer = exchange(emulator.url, CHUNKED, b'b\r\n{"advance":\r\n', b"5\r\n3600}\r\n", b"0\r\n\r\n")
    assert answer == b"HTTP/1.1 200 OK"
    assert emulator.context.clock.offset.total_seconds() == 3600


def test_faulty_chunks_are_a_bad_request(emulator: RunningEmulator) -> None:
    assert b" 400 " in exchange(emulator.url, CHUNKED, b'zz\r\n{"advance"\r\n')


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"garbage\r\n\r\n", b"400"),
        (b"GET / HTTP/9.9\r\n\r\n", b"505"),
        (b"GET /\xff HTTP/1.1\r\nHost: localhost\r\n\r\n", b"400"),
        (CLOCK + b"Content-Length: many\r\n\r\n", b"400"),
        (b"GET http://elsewhere.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n", b"400"),
        (b"CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n", b"405"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: " + b"a" * 100_000 + b"\r\n\r\n", b"413"),
        (b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", b"414"),
        (CLOCK + b"Content-Length: 100000000\r\n\r\n", b"413"),
    ],
    ids=["no-request", "version", "path", "length", "absolute", "connect", "header", "long-path", "body"],
)
def test_malformed_request_is_answered_and_does_no_harm(
    emulator: RunningEmulator, sent: bytes, status: bytes
) -> None:
    assert exchange(emulator.url, sent).split(b" ")[1] == status
    assert requests.get(emulator.url + LIVEZ, timeout=5).ok


@pytest.mark.parametrize("path", ["/%00", "/%ff%fe", "/..%2f..%2fetc/passwd", "//", "/%0d%0aSet-Cookie:%20a=b", "/ü"])
def test_strange_path_is_not_found(emulator: RunningEmulator, path: str) -> None:
    answer = requests.get(emulator.url + path, timeout=5)
    assert answer.status_code == 404
    assert "Set-Cookie" not in answer.headers


def test_oversized_body_is_refused_in_the_words_of_its_surface(emulator: RunningEmulator) -> None:
    headers = {"Content-Type": "application/json"}
    answer = requests.post(f"{emulator.url}/_emulator/clock", data=b" " * 5_000_000, headers=headers, timeout=5)
    assert answer.status_code == 413
    assert answer.json()["error"]


def test_slow_clients_do_not_keep_others_waiting(emulator: RunningEmulator) -> None:
    parts = urlsplit(emulator.url)
    with ExitStack() as stack:
        for _ in range(5):
            slow = stack.enter_context(socket.create_connection((parts.hostname, parts.port), timeout=5))
            slow.sendall(CLOCK + b"Content-Length: 100\r\n\r\n{")
        assert requests.get(emulator.url + LIVEZ, timeout=3).ok


def test_client_that_hangs_up_is_no_trouble(emulator: RunningEmulator, capfd: pytest.CaptureFixture[str]) -> None:
    parts = urlsplit(emulator.url)
    for sent in (b"", b"POST /_emul", CLOCK + b"Content-Length: 100\r\n\r\n{"):
        with socket.create_connection((parts.hostname, parts.port), timeout=5) as connection:
            connection.sendall(sent)
    assert requests.get(emulator.url + LIVEZ, timeout=5).ok
    assert capfd.readouterr().err == ""


def test_many_requests_at_once_are_all_answered(emulator: RunningEmulator) -> None:
    statuses: list[int] = []

    def ask() -> None:
        for _ in range(5):
            statuses.append(requests.get(emulator.url + "/nowhere", timeout=20).status_code)

    threads = [threading.Thread(target=ask) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [404] * 60
