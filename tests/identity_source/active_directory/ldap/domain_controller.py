"""A real domain controller: Samba, provisioned into a temporary folder."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ldap3
import trustme
from ldap3.core.exceptions import LDAPExceptionError

from emulator.identity_source.active_directory.ldap.server import LdapDirectory
from emulator.identity_source.active_directory.ldap.session import bound_connection

DOMAIN, NETBIOS_NAME, BASE_DN = "corp.example.com", "CORP", "DC=corp,DC=example,DC=com"
USERS = f"CN=Users,{BASE_DN}"
_ADMINISTRATOR, _PASSWORD = "CORP\\Administrator", "Adm1n-Secret"
_PROGRAMS = ("/usr/sbin/samba", "/usr/lib/python3/dist-packages/samba/provision", "/usr/share/samba/setup/ad-schema")
_SYSTEM_PYTHON = "/usr/bin/python3"
_NORMAL, _DISABLED, _NEVER_EXPIRES = 0x200, 0x2, 0x10000


def missing() -> str | None:
    """What keeps this machine from running a domain controller."""
    if not all(Path(each).exists() for each in _PROGRAMS):
        return (
            "there is no Samba; install it with: "
            "apt-get install --no-install-recommends samba-ad-dc samba-ad-provision samba-dsdb-modules"
        )
    if os.geteuid() != 0:
        return "a domain controller has to be started as root"
    if not _own_network() and not _ports_are_free():
        return "this machine gives no process a network of its own (unshare --net), and its port 389 or 636 is taken"
    return None


@dataclass
class DomainController:
    """A running domain controller, and its administrator's connection."""

    url: str
    encrypted_url: str
    ca_file: Path
    administrator: ldap3.Connection = field(repr=False)

    def add_user(self, name: str, *, password: str = "Correct-Horse-7", **more: Any) -> str:
        """Add a user who may log on; returns the distinguished name."""
        dn = f"CN={name},{USERS}"
        values = {
            "sAMAccountName": name,
            "userPrincipalName": f"{name}@{DOMAIN}",
            "givenName": name.title(),
            "sn": "Doe",
            "displayName": f"{name.title()} Doe",
            "mail": f"{name}@example.com",
            "userAccountControl": _NORMAL | _NEVER_EXPIRES,
            "unicodePwd": _quoted(password),
            **more,
        }
        self.administrator.add(dn, "user", {key: value for key, value in values.items() if value is not None})
        return dn

    def add_group(self, name: str, *members: str) -> str:
        """Add a group with members by distinguished name, or as `<SID=…>`; returns its own."""
        dn = f"CN={name},{USERS}"
        values: dict[str, Any] = {"sAMAccountName": name}
        if members:
            values["member"] = list(members)
        self.administrator.add(dn, "group", values)
        return dn

    def set(self, dn: str, **values: Any) -> None:
        """Replace attributes of an object."""
        self.administrator.modify(dn, {name: [(ldap3.MODIFY_REPLACE, [value])] for name, value in values.items()})

    def set_password(self, dn: str, password: str) -> None:
        """Reset a password."""
        self.set(dn, unicodePwd=_quoted(password))

    def disable(self, dn: str) -> None:
        """Disable an account."""
        self.set(dn, userAccountControl=_NORMAL | _DISABLED | _NEVER_EXPIRES)

    def delete(self, dn: str) -> None:
        """Delete an object."""
        self.administrator.delete(dn)


@contextmanager
def domain_controller(folder: Path) -> Iterator[DomainController]:
    """Provision a domain in the folder, and run its controller."""
    authority = trustme.CA()
    _write_certificates(authority, folder)
    options = _provision(folder)
    plain, encrypted = socket.create_server(("127.0.0.1", 0)), socket.create_server(("127.0.0.1", 0))
    runner = Path(__file__).with_name("in_own_network.py")
    ports = f"{plain.fileno()}:389,{encrypted.fileno()}:636"
    command = [*_own_network(), sys.executable, "-I", str(runner), ports]
    command += [
        "samba",
        "-i",
        "-M",
        "single",
        "--no-process-group",
        f"--configfile={folder}/state/etc/smb.conf",
        *options,
    ]
    with plain, encrypted, (folder / "log").open("w") as log:
        running = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=log, stderr=log, pass_fds=(plain.fileno(), encrypted.fileno())
        )
        try:
            addresses = [f"127.0.0.1:{each.getsockname()[1]}" for each in (plain, encrypted)]
            administrator = _connect(encrypted.getsockname()[1], folder / "ca.pem", running, folder / "log")
            yield DomainController(
                url=f"ldap://{addresses[0]}",
                encrypted_url=f"ldaps://{addresses[1]}",
                ca_file=folder / "ca.pem",
                administrator=administrator,
            )
            administrator.unbind()
        finally:
            assert running.stdin is not None
            running.stdin.close()
            running.wait(timeout=10)


def _own_network() -> list[str]:
    """How a command is started in a network of its own; nothing, in containers that may not make one."""
    command = ["unshare", "--net"]
    return command if subprocess.run([*command, "true"], capture_output=True).returncode == 0 else []


def _ports_are_free() -> bool:
    try:
        for port in (389, 636):
            socket.create_server(("127.0.0.1", port)).close()
    except OSError:
        return False
    return True


def _provision(folder: Path) -> list[str]:
    (folder / "smb.conf").write_text("[global]\n")
    program = Path(__file__).with_name("provision.py")
    command = [
        _SYSTEM_PYTHON,
        program,
        folder / "smb.conf",
        folder / "state",
        DOMAIN.upper(),
        NETBIOS_NAME,
        _PASSWORD,
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise RuntimeError(f"the domain could not be made: {done.stderr[-2000:]}")
    return [
        "--option=server services=ldap",
        "--option=interfaces=lo",
        "--option=bind interfaces only=yes",
        # Passwords over unencrypted connections, for one test.
        "--option=ldap server require strong auth=no",
        "--option=old password allowed period=0",
        f"--option=tls keyfile={folder}/key.pem",
        f"--option=tls certfile={folder}/certificate.pem",
        f"--option=tls cafile={folder}/ca.pem",
        f"--option=pid directory={folder}",
        f"--option=ncalrpc dir={folder}/ncalrpc",
    ]


def _write_certificates(authority: trustme.CA, folder: Path) -> None:
    certificate = authority.issue_cert("127.0.0.1", "dc1.corp.example.com")
    authority.cert_pem.write_to_path(folder / "ca.pem")
    certificate.private_key_pem.write_to_path(folder / "key.pem")
    certificate.cert_chain_pems[0].write_to_path(folder / "certificate.pem")
    (folder / "key.pem").chmod(0o600)


def _connect(port: int, ca_file: Path, running: "subprocess.Popen[bytes]", log: Path) -> ldap3.Connection:
    directory = LdapDirectory(
        url=f"ldaps://127.0.0.1:{port}",
        base_dn=BASE_DN,
        user_name=_ADMINISTRATOR,
        password=_PASSWORD,
        ca_certificates=ca_file.read_text(),
    )
    deadline = time.monotonic() + 60
    while True:
        try:
            return bound_connection(directory, _ADMINISTRATOR, _PASSWORD, read_only=False)
        except LDAPExceptionError as problem:
            if running.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the domain controller does not answer: {log.read_text()[-2000:]}") from problem
            time.sleep(0.05)


def _quoted(password: str) -> bytes:
    return f'"{password}"'.encode("utf-16-le")
