"""A SCIM client for tests, and the people they talk about."""

import json
from collections.abc import Mapping
from typing import Any

import requests

from emulator.identity_source.scim_tenants import ScimTenant, create_token, tenant_of_identity_store
from emulator.permissions.instances import organization_instance
from emulator.trail.trail import LookupFilter, lookup
from emulator.web.context import Context

PATCH_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"


class ScimClient:
    """Speaks to the emulator's SCIM endpoint with a valid token."""

    def __init__(self, url: str, context: Context) -> None:
        self.context = context
        with context.store.transaction() as tx:
            instance = organization_instance(tx)
            tenant = tenant_of_identity_store(tx, instance.identity_store_id)
            assert tenant is not None
            self.token, secret = create_token(tx, tenant.tenant_id)
        self.identity_store_id = instance.identity_store_id
        self.tenant: ScimTenant = tenant
        self.root = url
        self.base = f"{url}/{tenant.tenant_id}/scim/v2"
        self.headers = {"Authorization": f"Bearer {secret}"}
        self._session = requests.Session()

    def close(self) -> None:
        self._session.close()

    def request(
        self, method: str, path: str, body: Any = None, *, data: bytes | None = None, **options: Any
    ) -> requests.Response:
        """Send one request; `body` is sent as JSON, `data` as it is."""
        headers = dict(self.headers) | dict(options.pop("headers", {}))
        content = data if data is not None else (None if body is None else json.dumps(body).encode())
        if content is not None:
            headers.setdefault("Content-Type", "application/scim+json")
        return self._session.request(method, f"{self.base}{path}", data=content, headers=headers, **options)

    def get(self, path: str, **params: str) -> requests.Response:
        return self.request("GET", path, params=params)

    def post(self, path: str, body: Any) -> requests.Response:
        return self.request("POST", path, body)

    def put(self, path: str, body: Any) -> requests.Response:
        return self.request("PUT", path, body)

    def delete(self, path: str) -> requests.Response:
        return self.request("DELETE", path)

    def patch(self, path: str, *operations: Mapping[str, Any]) -> requests.Response:
        return self.request("PATCH", path, {"schemas": [PATCH_SCHEMA], "Operations": list(operations)})

    def add_user(self, who: str = "alice", /, **changes: Any) -> str:
        """Create a user and return its id."""
        answer = self.post("/Users", person(who, **changes))
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def add_group(self, name: str = "Engineers", **changes: Any) -> str:
        """Create a group and return its id."""
        answer = self.post("/Groups", {"displayName": name, **changes})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def members(self, group_id: str) -> set[str]:
        """The ids of the users in a group."""
        answer = self.get("/Users", filter=f'groups.value eq "{group_id}"')
        return {user["id"] for user in answer.json()["Resources"]}

    def last_event(self, name: str | None = None) -> Mapping[str, Any]:
        """The newest event of the trail."""
        with self.context.store.transaction() as tx:
            wanted = LookupFilter(event_source="identitystore-scim.amazonaws.com", event_name=name)
            event: Mapping[str, Any] = lookup(tx, wanted, limit=1)[0]["event"]
            return event


def person(who: str = "alice", /, **changes: Any) -> dict[str, Any]:
    """A user as a provider would send it; a change to None leaves the attribute out."""
    body = {
        "userName": f"{who}@example.com",
        "name": {"givenName": who.capitalize(), "familyName": "Example"},
        "displayName": f"{who.capitalize()} Example",
        "emails": [{"value": f"{who}@example.com", "type": "work", "primary": True}],
        "active": True,
    }
    return {key: value for key, value in (body | changes).items() if value is not None}


def without_users(client: ScimClient) -> bool:
    """Whether the directory is empty."""
    return bool(client.get("/Users").json()["totalResults"] == 0)
