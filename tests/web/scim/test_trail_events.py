"""The CloudTrail events of SCIM requests."""

import re

import pytest

from emulator.trail.event import HIDDEN
from emulator.trail.trail import LookupFilter, lookup
from tests.web.scim.client import PATCH_SCHEMA, ScimClient, person


def test_event_of_a_created_user_hides_personal_data(scim: ScimClient) -> None:
    body = person(schemas=["urn:ietf:params:scim:schemas:core:2.0:User"])
    answer = scim.request("POST", "/Users", body, headers={"User-Agent": "Go-http-client/2.0"})
    event = scim.last_event()
    assert event["eventName"] == "CreateUser"
    assert event["eventVersion"] == "1.10"
    assert event["eventSource"] == "identitystore-scim.amazonaws.com"
    assert (event["eventType"], event["eventCategory"], event["managementEvent"]) == (
        "AwsApiCall",
        "Management",
        True,
    )
    assert event["readOnly"] is False
    assert event["userAgent"] == "Go-http-client/2.0"
    assert event["requestID"] == answer.headers["x-amzn-RequestId"]
    assert event["userIdentity"] == {
        "type": "WebIdentityUser",
        "accountId": event["recipientAccountId"],
        "accessKeyId": scim.token.token_id,
    }
    assert event["tlsDetails"] == {"clientProvidedHostHeader": "scim.us-east-1.amazonaws.com"}
    assert event["requestParameters"] == {
        "httpBody": {
            "userName": HIDDEN,
            "name": {"givenName": HIDDEN, "familyName": HIDDEN},
            "displayName": HIDDEN,
            "emails": [{"value": HIDDEN, "type": HIDDEN, "primary": True}],
            "active": True,
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
        },
        "tenantId": scim.tenant.tenant_id,
    }
    response = event["responseElements"]
    assert response["id"] == answer.json()["id"]
    assert response["active"] is True
    assert response["userName"] == HIDDEN
    assert re.fullmatch(r"[A-Z][a-z]{2} \d{1,2}, \d{4}, \d{1,2}:\d\d:\d\d [AP]M", response["meta"]["created"])
    assert response["meta"]["resourceType"] == "User"
    assert "errorCode" not in event


def test_event_of_a_refused_patch_has_capital_verbs_and_hidden_values(scim: ScimClient) -> None:
    group = scim.add_group()
    scim.patch(f"/Groups/{group}", {"op": "remove", "value": [{"value": "secret"}]})
    event = scim.last_event()
    assert event["eventName"] == "PatchGroup"
    assert event["userIdentity"]["type"] == "Unknown"
    assert (event["errorCode"], event["errorMessage"]) == ("ValidationException", "Missing path in PATCH request")
    assert event["requestParameters"] == {
        "httpBody": {"operations": [{"op": "REMOVE", "value": HIDDEN}], "schemas": [HIDDEN]},
        "tenantId": scim.tenant.tenant_id,
        "id": group,
    }
    assert event["responseElements"] is None


def test_event_of_a_done_patch_keeps_its_path(scim: ScimClient) -> None:
    alice = scim.add_user()
    scim.patch(f"/Users/{alice}", {"op": "replace", "path": "title", "value": "x"})
    event = scim.last_event("PatchUser")
    assert event["requestParameters"]["httpBody"] == {
        "operations": [{"op": "REPLACE", "path": "title", "value": HIDDEN}],
        "schemas": [HIDDEN],
    }
    assert PATCH_SCHEMA not in str(event["requestParameters"])


@pytest.mark.parametrize(
    ("method", "path", "name"),
    [
        ("GET", "/Users", "ListUsers"),
        ("GET", "/Groups", "ListGroups"),
        ("GET", "/Schemas", "ListSchemas"),
        ("GET", "/Schemas/urn:ietf:params:scim:schemas:core:2.0:User", "GetSchema"),
        ("GET", "/ResourceTypes", "ListResourceTypes"),
        ("GET", "/ServiceProviderConfig", "ServiceProviderConfig"),
    ],
)
def test_reads_are_recorded_as_reads(scim: ScimClient, method: str, path: str, name: str) -> None:
    assert scim.request(method, path).status_code == 200
    event = scim.last_event()
    assert (event["eventName"], event["readOnly"], event["responseElements"]) == (name, True, None)


def test_every_write_has_its_event(scim: ScimClient) -> None:
    user, group = scim.add_user(), scim.add_group()
    scim.put(f"/Users/{user}", person())
    scim.patch(f"/Users/{user}", {"op": "remove", "path": "title"})
    scim.patch(f"/Groups/{group}", {"op": "remove", "path": "externalId"})
    scim.get(f"/Users/{user}")
    scim.get(f"/Groups/{group}")
    scim.delete(f"/Users/{user}")
    scim.delete(f"/Groups/{group}")
    with scim.context.store.transaction() as tx:
        names = [entry["event"]["eventName"] for entry in lookup(tx)]
    assert names[::-1][-9:] == [
        "CreateUser",
        "CreateGroup",
        "PutUser",
        "PatchUser",
        "PatchGroup",
        "GetUser",
        "GetGroup",
        "DeleteUser",
        "DeleteGroup",
    ]


def test_unauthorized_request_leaves_no_event(scim: ScimClient) -> None:
    scim.headers["Authorization"] = "Bearer wrong"
    scim.post("/Users", person())
    with scim.context.store.transaction() as tx:
        assert lookup(tx, LookupFilter(event_name="CreateUser")) == []


def test_failed_event_undoes_the_change(scim: ScimClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_arguments: object, **_named: object) -> None:
        raise RuntimeError("no trail")

    with monkeypatch.context() as patched:
        patched.setattr("emulator.web.scim.blueprint.record_success", fail)
        assert scim.post("/Users", person()).status_code == 500
    assert scim.get("/Users").json()["totalResults"] == 0
