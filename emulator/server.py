"""Runs the application on a real socket; the command line, the tests and the scenarios all use this one server."""

import logging
import socket
import ssl
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import trustme
from cheroot import wsgi
from cheroot.ssl.builtin import BuiltinSSLAdapter

from emulator.app import Emulator, build
from emulator.seed.default import first_seed
from emulator.seed.plant import Planted
from emulator.settings import Settings
from emulator.web.fault_injection import HANG_UP

log = logging.getLogger("emulator.server")

_LARGEST_HEADER = 64 * 1024
# The surfaces refuse much smaller bodies in their own words; this keeps what they do not read out of the memory.
_LARGEST_BODY = 64 * 1024 * 1024


class ServerNotStarted(Exception):
    """The server cannot listen; the text names the address and the reason."""


class _Gateway(wsgi.Gateway_10):
    def respond(self) -> None:
        """Answer a request. WSGI has no word for ending it without an answer, so its environment has a way."""
        self._is_lost = False
        self.env[HANG_UP] = self._lose_answer
        super().respond()

    def start_response(self, status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
        """Take status and headers; those of an answer that is to get lost are never sent."""
        write = super().start_response(status, headers, exc_info)
        if self._is_lost:
            self.req.sent_headers = True
            self.req.close_connection = True
        return write

    def _lose_answer(self) -> None:
        self._is_lost = True


class _Listener(wsgi.Server):
    def error_log(self, msg: str = "", level: int = logging.INFO, traceback: bool = False) -> None:
        """Takes what the server has to say; that a client hung up or was too slow is no news."""
        failed = level >= logging.ERROR
        log.log(level if failed else logging.DEBUG, msg.strip(), exc_info=traceback and failed)


class _Tls(BuiltinSSLAdapter):
    def wrap(self, sock: socket.socket) -> tuple[ssl.SSLSocket, dict[str, str]]:
        """Leaves the handshake to the worker thread that reads first: a silent client keeps nobody waiting."""
        wrapped = self.context.wrap_socket(sock, do_handshake_on_connect=False, server_side=True)
        return wrapped, {"wsgi.url_scheme": "https", "HTTPS": "on"}


class Server:
    """Listens from `start` until `stop`; also a context manager. Its worker threads never outlive it.

    Raises ServerNotStarted when the address cannot be had, or the certificates cannot.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._cheroot = _Listener(
            (settings.host, settings.port), _not_built, numthreads=settings.threads, server_name="localhost"
        )
        self._cheroot.gateway = _Gateway
        self._cheroot.shutdown_timeout = 1
        # Only between two rounds of this length does an idle server notice that it is to end.
        self._cheroot.expiration_interval = 0.1
        self._cheroot.max_request_header_size = _LARGEST_HEADER
        self._cheroot.max_request_body_size = _LARGEST_BODY
        self.certificate_authority: Path | None = None
        if settings.tls:
            self.certificate_authority, chain = _usable_certificates(settings)
            self._cheroot.ssl_adapter = _Tls(str(chain), str(chain))
        self._thread: threading.Thread | None = None
        self.emulator: Emulator | None = None
        self.planted: Planted | None = None

    @property
    def url(self) -> str:
        """The base URL of the listening socket, without a trailing slash."""
        host = f"[{self._settings.host}]" if ":" in self._settings.host else self._settings.host
        return f"{'https' if self._settings.tls else 'http'}://{host}:{self._cheroot.bind_addr[1]}"

    def start(self) -> Emulator:
        """Bind, build the application for the bound address, fill an empty store, and serve in the background.

        `planted` then tells what the store was filled with; None where it held something already.
        """
        try:
            self._cheroot.prepare()
        except OSError as problem:
            address = f"{self._settings.host}:{self._settings.port}"
            raise ServerNotStarted(
                f"cannot listen on {address}: {problem}; is another emulator running? --port 0 picks a free port"
            ) from problem
        try:
            self.emulator = build(self._settings, public_url=self._settings.public_url or self.url)
            if not self.emulator.planted:
                self.planted = self.emulator.reset(first_seed(self._settings))
        except BaseException:
            self.stop()
            raise
        self._cheroot.wsgi_app = self.emulator.wsgi
        self._thread = threading.Thread(target=self._cheroot.serve, name="emulator-server", daemon=True)
        self._thread.start()
        return self.emulator

    def stop(self) -> None:
        """Stop accepting, let running requests end, give the store back."""
        self._cheroot.stop()
        if self._thread is not None:
            self._thread.join()
        if self.emulator is not None:
            self.emulator.context.store.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _not_built(_environ: object, _start_response: object) -> list[bytes]:
    raise RuntimeError("the server accepts requests only after its application was built")


def aws_host_names(region: str) -> tuple[str, ...]:
    """The hosts of AWS that clients without endpoint settings ask; whoever resolves them to us needs our certificate.

    For example Debian's AWS CLI 2.9 (facts/field.md §3b).
    """
    regional = ("oidc", "portal.sso", "sso", "identitystore", "sts", "cloudtrail", "s3")
    hosts = [f"{service}.{region}.amazonaws.com" for service in regional]
    return (*hosts, *(f"{service}.amazonaws.com" for service in ("iam", "organizations", "sts", "s3")))


def _usable_certificates(settings: Settings) -> tuple[Path, Path]:
    names = [settings.host, urlsplit(settings.public_url or "").hostname, "localhost", "127.0.0.1", "::1"]
    names += [socket.gethostname(), *aws_host_names(settings.region)]
    try:
        return _certificates(settings.tls_directory, [name for name in names if name])
    except (OSError, ValueError) as problem:
        raise ServerNotStarted(
            f"the certificate authority in {settings.tls_directory} cannot be used: {problem}; "
            "delete the folder, or name another one with --tls-directory"
        ) from problem


def _certificates(directory: Path, names: list[str]) -> tuple[Path, Path]:
    """The certificate authority, made once and kept, and a fresh server certificate with its key."""
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority_file, key_file = directory / "ca.pem", directory / "ca.key"
    if authority_file.exists() and key_file.exists():
        authority = trustme.CA.from_pem(authority_file.read_bytes(), key_file.read_bytes())
    else:
        authority = trustme.CA(organization_name="Identity Center emulator")
        key_file.touch(mode=0o600)
        key_file.write_bytes(authority.private_key_pem.bytes())
        authority_file.write_bytes(authority.cert_pem.bytes())
    issued = authority.issue_cert(*dict.fromkeys(names))
    chain = directory / "server.pem"
    chain.touch(mode=0o600)
    chain.write_bytes(issued.private_key_and_cert_chain_pem.bytes())
    return authority_file, chain
