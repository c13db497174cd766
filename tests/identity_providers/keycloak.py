"""Keycloak as its makers distribute it, with the realm that `idc config` writes."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import requests

from emulator.cli.provider_configuration import provider_configuration
from tests.identity_providers.processes import Process, free_port

REALM = "identity-center"
# What the guide's table says, and the attribute of the client behind the field.
WRONG_FIELDS = [
    ("saml.name-id.format", {"saml_name_id_format": "persistent"}),
    ("saml.name-id.format", {"saml_name_id_format": "username"}),
    ("saml.name-id.format", {"saml_name_id_format": "transient"}),
    ("saml.signature.missing", {"saml.server.signature": "false", "saml.assertion.signature": "false"}),
]
_JAVA = "-Xms64m -Xmx512m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.net.preferIPv4Stack=true"


class Keycloak:
    """A running one, with its administrator's means."""

    def __init__(self, url: str, password: str) -> None:
        self._url = url
        self._password = password
        self.metadata_url = f"{url}/realms/{REALM}/protocol/saml/descriptor"
        self.start_url = f"{url}/realms/{REALM}/protocol/saml/clients/aws"

    def import_realm(self) -> None:
        """Make the realm of `idc config --provider keycloak`; its client is made anew by `know`."""
        self._call("POST", f"{self._url}/admin/realms", _realm("urn:none", "http://127.0.0.1/none"))

    def know(self, issuer: str, acs_url: str) -> None:
        """Register IAM Identity Center as that realm has it."""
        self._administer("DELETE", f"/clients/{self._client()['id']}")
        self._administer("POST", "/clients", _realm(issuer, acs_url)["clients"][0])

    def change_client(self, *, attributes: dict[str, str] | None = None, **fields: Any) -> None:
        """Set fields of the client of IAM Identity Center, and single attributes of it."""
        client = self._client()
        client["attributes"].update(attributes or {})
        self._administer("PUT", f"/clients/{client['id']}", client | fields)

    def add_attribute_mappers(self, count: int) -> None:
        """Let the client send so many attributes."""
        path = f"/clients/{self._client()['id']}/protocol-mappers/add-models"
        self._administer("POST", path, [_hardcoded(f"profile-{number}") for number in range(count)])

    @contextmanager
    def rotated_keys(self) -> Iterator[None]:
        """Sign with a new key meanwhile."""
        provider = {
            "name": "rotated",
            "providerId": "rsa-generated",
            "providerType": "org.keycloak.keys.KeyProvider",
            "config": {"priority": ["1000"], "keySize": ["2048"], "active": ["true"], "enabled": ["true"]},
        }
        made = self._administer("POST", "/components", provider).headers["Location"]
        yield
        self._call("DELETE", made)

    @contextmanager
    def changed_user(self, **fields: Any) -> Iterator[None]:
        """The user jane with these fields meanwhile."""
        (user,) = self._administer("GET", "/users?username=jane&exact=true").json()
        path = f"/users/{user['id']}"
        self._administer("PUT", path, user | fields)
        yield
        self._administer("PUT", path, user)

    def _client(self) -> dict[str, Any]:
        clients = self._administer("GET", "/clients?max=100").json()
        return next(each for each in clients if each["name"] == "AWS IAM Identity Center")

    def _administer(self, method: str, path: str, body: Any = None) -> requests.Response:
        return self._call(method, f"{self._url}/admin/realms/{REALM}{path}", body)

    def _call(self, method: str, url: str, body: Any = None) -> requests.Response:
        answer = requests.request(
            method, url, json=body, headers={"Authorization": f"Bearer {self._token()}"}, timeout=60
        )
        assert answer.ok, answer.text
        return answer

    def _token(self) -> str:
        """They hold for a minute, so each request takes its own."""
        url = f"{self._url}/realms/master/protocol/openid-connect/token"
        form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": self._password}
        return str(requests.post(url, data=form, timeout=60).json()["access_token"])


@contextmanager
def running_keycloak(home: Path, folder: Path) -> Iterator[Keycloak]:
    """The Keycloak in `home`, which was built for an in-memory database. `folder` takes its log."""
    url = f"http://127.0.0.1:{(port := free_port())}"
    password = secrets.token_urlsafe()
    command = [str(home / "bin" / "kc.sh"), "start", "--optimized", "--http-enabled=true"]
    command += ["--hostname-strict=false", "--http-host=127.0.0.1", f"--http-port={port}", "--cache=local"]
    environment = {
        "KC_BOOTSTRAP_ADMIN_USERNAME": "admin",
        "KC_BOOTSTRAP_ADMIN_PASSWORD": password,
        "JAVA_OPTS": _JAVA,
    }
    with Process(
        command,
        url=f"{url}/realms/master",
        log=folder / "keycloak.log",
        within=180,
        environment=environment,
    ):
        yield Keycloak(url, password)


def _realm(issuer: str, acs_url: str) -> dict[str, Any]:
    realm: dict[str, Any] = json.loads(provider_configuration("keycloak", issuer=issuer, acs_url=acs_url))
    return realm


def _hardcoded(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "protocol": "saml",
        "protocolMapper": "saml-hardcode-attribute-mapper",
        "config": {"attribute.name": name, "attribute.nameformat": "Basic", "attribute.value": "value"},
    }
