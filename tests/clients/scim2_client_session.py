"""A provisioning job with scim2-client, which takes RFC 7643 and 7644 by the letter; it has its own environment.

Discovers the service at the URL given, then works on users and groups; prints what became of each request as JSON.
The access token is in the variable SCIM_TOKEN.
"""

import json
import os
import sys
from collections.abc import Callable
from typing import Any

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_models import PatchOp, PatchOperation, SearchRequest


def main(url: str) -> None:
    """Every request in its turn."""
    outcomes: dict[str, str] = {}

    def take(name: str, request: Callable[[], Any]) -> Any:
        try:
            answer = request()
        except Exception as refused:  # noqa: BLE001 - what is raised is what is of interest
            outcomes[name] = " ".join([type(refused).__name__, str(refused), *getattr(refused, "__notes__", [])])
            return None
        outcomes[name] = "ok"
        return answer

    with Client(base_url=f"{url}/", headers={"Authorization": f"Bearer {os.environ['SCIM_TOKEN']}"}) as http:
        client = SyncSCIMClient(http)
        take("discover", client.discover)
        user_model, group_model = client.get_resource_model("User"), client.get_resource_model("Group")
        enterprise = next(iter(user_model.get_extension_models().values()))

        plain = user_model(
            user_name="jane@example.com",
            display_name="Jane Doe",
            name={"givenName": "Jane", "familyName": "Doe"},
            active=True,
        )
        take("create a user without the enterprise extension", lambda: client.create(plain))
        complete = plain.model_copy(deep=True)
        complete[enterprise] = enterprise(department="Research")
        jane = take("create a user", lambda: client.create(complete))
        take("create the same user again", lambda: client.create(complete))
        take("read a user", lambda: client.query(user_model, jane.id))
        take("list users", lambda: client.query(user_model))
        by_name = SearchRequest(filter='userName eq "jane@example.com"')
        take("find a user by name", lambda: client.query(user_model, query_parameters=by_name))
        take("replace a user", lambda: client.replace(jane))
        deactivate = PatchOp[user_model](operations=[PatchOperation(op="replace", path="active", value=False)])
        take("deactivate a user", lambda: client.modify(user_model, jane.id, deactivate))
        admins = take(
            "create a group",
            lambda: client.create(group_model(display_name="Admins", members=[{"value": jane.id}])),
        )
        take("list groups", lambda: client.query(group_model))
        take("replace a group", lambda: client.replace(admins))
        take("delete a user", lambda: client.delete(user_model, jane.id))
    print(json.dumps(outcomes))


if __name__ == "__main__":
    main(sys.argv[1])
