"""Prepares the emulator's side of a sign-in over its control API and SCIM, as an administrator would."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

import requests
from lxml import etree

from emulator.scenario.client import Answer, EmulatorClient, EmulatorUnusable
from emulator.scenario.own_provider.visitor import ProviderTrouble, session_of_a_browser

_METADATA = "urn:oasis:names:tc:SAML:2.0:metadata"
_CORE_USER = "urn:ietf:params:scim:schemas:core:2.0:User"
_PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def fetch_metadata(url: str, authorities: Sequence[str] = ()) -> str:
    """The provider's metadata document; `authorities` as a Visitor has them. Raises ProviderTrouble."""
    session = session_of_a_browser(authorities)
    try:
        answer = session.get(url, timeout=30)
    except requests.exceptions.SSLError as problem:
        raise ProviderTrouble(
            f"{url}: the certificate is not trusted; name its authority with --idp-ca-file ({problem})"
        ) from problem
    except requests.RequestException as problem:
        raise ProviderTrouble(f"no metadata: {problem}") from problem
    finally:
        session.close()
    if answer.status_code >= 400:
        raise ProviderTrouble(f"no metadata: {url} answers {answer.status_code}")
    # Metadata is XML, which names its own encoding; without one it is UTF-8, whatever HTTP would take it for.
    return answer.content.decode("utf-8-sig", "replace")


class Preparation:
    """The emulator, and the provider's metadata."""

    def __init__(self, client: EmulatorClient, metadata: str) -> None:
        self._client = client
        self._metadata = metadata

    @property
    def instance(self) -> dict[str, str]:
        """The instance with its URLs, as the control API tells them."""
        return dict(self._client.ask("GET", "info")["instance"])

    @property
    def provider(self) -> dict[str, Any]:
        """The external provider that is connected."""
        return dict(self._client.ask("GET", "identity-source")["external_idp"])

    def connect(self) -> None:
        """Connect the provider by its metadata. Raises ProviderTrouble where AWS would refuse to import it."""
        self._connect({"metadata": self._metadata})

    def connect_by_parts(self, *, issuer: str | None = None, certificate: str | None = None) -> None:
        """Connect the same provider with another issuer, or another certificate."""
        now = self.provider
        own = [each["pem"] for each in now["certificates"]]
        self._connect(
            {
                "issuer": issuer or now["issuer"],
                "sign_in_url": now["sign_in_url"],
                "certificates": [certificate] if certificate else own,
            }
        )

    def connect_offering(self, name_id_format: str) -> None:
        """Connect it by metadata that offer this name identifier format only."""
        document = etree.fromstring(self._metadata.encode())
        for role in document.iter(f"{{{_METADATA}}}IDPSSODescriptor"):
            for each in role.findall(f"{{{_METADATA}}}NameIDFormat"):
                role.remove(each)
            offered = etree.Element(f"{{{_METADATA}}}NameIDFormat")
            offered.text = name_id_format
            first = role.find(f"{{{_METADATA}}}SingleSignOnService")
            role.insert(len(role) if first is None else role.index(first), offered)
        self._connect({"metadata": etree.tostring(document, encoding="unicode")})

    def name_identifier(self, saml_response: str) -> str | None:
        """The name identifier in a response, where it can be read."""
        found: dict[str, str] = self._client.ask("POST", "saml/examine", {"SAMLResponse": saml_response})["response"]
        return found.get("name_id")

    def user(self, user_name: str) -> dict[str, Any] | None:
        """The user of that name, if there is one."""
        users = self._client.ask("GET", f"users?user_name={quote(user_name, safe='')}")["users"]
        return dict(users[0]) if users else None

    def provision(self, user_name: str, *, email: str | None = None) -> None:
        """Create a user by SCIM, unless one of that name is there."""
        if self.user(user_name) is not None:
            return
        body: dict[str, Any] = {
            "schemas": [_CORE_USER],
            "userName": user_name,
            "displayName": user_name,
            "name": {"givenName": "Given", "familyName": "Family"},
            "active": True,
        }
        if email is not None:
            body["emails"] = [{"value": email, "type": "work", "primary": True}]
        self._scim("POST", "Users", body)

    def deactivate(self, user_name: str) -> None:
        """Set a user's `active` to false by SCIM."""
        operation = {"op": "replace", "path": "active", "value": False}
        self._scim("PATCH", self._path(user_name), {"schemas": [_PATCH], "Operations": [operation]})

    def delete(self, user_name: str) -> None:
        """Delete a user by SCIM."""
        self._scim("DELETE", self._path(user_name))

    def disable_provisioning(self) -> None:
        """Turn automatic provisioning off."""
        for token in self._client.ask("GET", "scim/tokens")["tokens"]:
            self._client.ask("DELETE", f"scim/tokens/{token['token_id']}")
        self._client.ask("DELETE", "scim/tenant")

    def _connect(self, idp: dict[str, Any]) -> None:
        answer = self._client.control("PUT", "identity-source", {"kind": "external-idp", "idp": idp})
        if answer.cause is not None:
            raise ProviderTrouble(
                f"the metadata cannot be imported: {answer.cause} (examine it with `idc check metadata`)"
            )
        _successful(answer)

    def _path(self, user_name: str) -> str:
        user = self.user(user_name)
        if user is None:
            raise EmulatorUnusable(f"there is no user {user_name!r}")
        return f"Users/{user['user_id']}"

    def _scim(self, method: str, path: str, body: Any = None) -> None:
        endpoint, secret = self._scim_access()
        headers = {"Authorization": f"Bearer {secret}", "Content-Type": "application/scim+json"}
        _successful(self._client.send(method, f"{endpoint}/{path}", headers=headers, json=body)[-1])

    def _scim_access(self) -> tuple[str, str]:
        """Endpoint and token. The tokens that are there give way: the state is restored in the end."""
        tenant = self._client.ask("POST", "scim/tenant")
        for token in self._client.ask("GET", "scim/tokens")["tokens"]:
            self._client.ask("DELETE", f"scim/tokens/{token['token_id']}")
        return tenant["endpoint"], self._client.ask("POST", "scim/tokens", {})["secret"]


def _successful(answer: Answer) -> None:
    if answer.status >= 400:
        raise EmulatorUnusable(f"{answer.method} {answer.url} answers {answer.status}: {answer.text[:500]}")
