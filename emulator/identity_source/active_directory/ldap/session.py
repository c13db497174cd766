"""Connections to a domain controller: opening, securing, binding, and what its answers mean."""

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import ldap3
from ldap3.core.exceptions import (
    LDAPCertificateError,
    LDAPExceptionError,
    LDAPInvalidCredentialsResult,
    LDAPInvalidDnError,
    LDAPNoSuchObjectResult,
    LDAPOperationResult,
    LDAPSSLConfigurationError,
    LDAPStartTLSError,
    LDAPStrongerAuthRequiredResult,
)

from emulator.guide.refusal import Refusal
from emulator.identity_source.active_directory.connector import refused_connector, unreachable
from emulator.identity_source.active_directory.ldap.server import LdapDirectory
from emulator.identity_source.active_directory.rejection import Reason, Rejection

_SUB_CODE = re.compile(r"\bdata ([0-9a-f]{3,4})\b", re.IGNORECASE)
_REASON = re.compile(r"certificate verify failed(?:[^(']*'[^']*')?[^(']*|\[Errno[^')]*|timed out")
_CERTIFICATE = re.compile(r"certificate|self.signed|hostname|SSL|TLS", re.IGNORECASE)


@contextmanager
def service_session(directory: LdapDirectory) -> Iterator[ldap3.Connection]:
    """A connection that is bound as the service account. Raises a Refusal (ad-connector.*), in the block too."""
    with _translated(directory):
        try:
            connection = bound_connection(directory, directory.user_name, directory.password)
        except LDAPInvalidCredentialsResult as refused:
            raise refused_connector(directory.user_name, rejection_of(refused.message)) from None
        try:
            yield connection
        finally:
            connection.unbind()


def rejected_bind(directory: LdapDirectory, user_name: str, password: str) -> Rejection | None:
    """Why the domain controller does not take the name and the password; None where it does.

    Raises a Refusal (ad-connector.unreachable).
    """
    with _translated(directory):
        try:
            bound_connection(directory, user_name, password).unbind()
        except LDAPInvalidCredentialsResult as refused:
            return rejection_of(refused.message)
    return None


def rejection_of(message: str | None) -> Rejection:
    """The reason behind "invalid credentials": the sub-code in the message, `data 52e`."""
    found = _SUB_CODE.search(message or "")
    code = found[1].lower() if found else None
    return Rejection(Reason(code)) if code in set(Reason) else Rejection(Reason.WRONG_PASSWORD)


def bound_connection(
    directory: LdapDirectory, user_name: str, password: str, *, read_only: bool = True
) -> ldap3.Connection:
    """A connection of that user, or the exception of the library."""
    parts = urlsplit(directory.url)
    server = ldap3.Server(
        parts.hostname or "",
        port=parts.port,
        use_ssl=parts.scheme == "ldaps",
        tls=_Tls(validate=ssl.CERT_REQUIRED, ca_certs_data=directory.ca_certificates),
        get_info=ldap3.NONE,
        connect_timeout=directory.timeout_seconds,
    )
    connection = ldap3.Connection(
        server,
        user=user_name,
        password=password,
        authentication=ldap3.SIMPLE,
        read_only=read_only,
        auto_referrals=False,
        raise_exceptions=True,
        receive_timeout=directory.timeout_seconds,
    )
    try:
        connection.open()
        if directory.start_tls:
            connection.start_tls()
        connection.bind()
    except BaseException:
        # What could not be opened whole, the library leaves open.
        if connection.socket is not None:
            connection.socket.close()
        raise
    return connection


@contextmanager
def _translated(directory: LdapDirectory) -> Iterator[None]:
    """What goes wrong on the way, as a Refusal (ad-connector.unreachable) that names the value and what to change."""
    expected = "the distinguished name of the domain, or of a part of it, such as DC=corp,DC=example,DC=com"
    try:
        yield
    except LDAPNoSuchObjectResult as problem:
        raise unreachable(
            "base DN", f"{directory.base_dn}, which {directory.url} does not have", expected
        ) from problem
    except LDAPInvalidDnError as problem:
        raise unreachable("base DN", f"{directory.base_dn}, which is no distinguished name", expected) from problem
    except LDAPStrongerAuthRequiredResult as problem:
        found = f"{directory.url} takes passwords over an encrypted connection only"
        raise unreachable("LDAP URL", found, "ldaps://, or StartTLS") from problem
    except LDAPOperationResult as problem:
        found = f"{directory.url} answered {problem.description}"
        raise unreachable("LDAP", found, f"that {directory.user_name} may read {directory.base_dn}") from problem
    except (LDAPCertificateError, LDAPStartTLSError, LDAPSSLConfigurationError) as problem:
        raise _untrusted(directory, problem) from problem
    except (LDAPExceptionError, OSError) as problem:
        if _CERTIFICATE.search(str(problem)) and not _only_the_network(problem):
            raise _untrusted(directory, problem) from problem
        found = f"no answer from {directory.url}: {_words(problem)}"
        raise unreachable("LDAP URL", found, "a domain controller that can be reached from here") from problem


def _untrusted(directory: LdapDirectory, problem: Exception) -> Refusal:
    found = f"no TLS with {directory.url}: {_words(problem)}"
    return unreachable("TLS", found, "a certificate for that host name, issued by an authority of the CA file")


def _only_the_network(problem: Exception) -> bool:
    return bool(re.search(r"refused|timed out|timeout|unreachable|not known|resolve", str(problem), re.IGNORECASE))


def _words(problem: Exception) -> str:
    """What the library says, without its wrappings."""
    text = re.sub(r"\\+'", "'", str(problem).partition("\n")[0])
    reason = _REASON.search(text)
    return (reason[0] if reason else text).strip(" ,)(\"'") or type(problem).__name__


class _Tls(ldap3.Tls):
    """TLS by Python's own rules; the library's check of host names is from before them."""

    def wrap_socket(self, connection: ldap3.Connection, do_handshake: bool = False) -> None:
        """Encrypt the connection; the certificate has to be trusted, and for the host that was asked for."""
        context = ssl.create_default_context(cadata=self.ca_certs_data)
        connection.socket = context.wrap_socket(
            connection.socket, server_hostname=connection.server.host, do_handshake_on_connect=do_handshake
        )
