"""What the service tells about itself."""

from tests.web.scim.client import ENTERPRISE, ScimClient

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"


def test_service_provider_config_says_what_is_supported(scim: ScimClient) -> None:
    body = scim.get("/ServiceProviderConfig").json()
    assert list(body) == [
        "schemas",
        "documentationUri",
        "authenticationSchemes",
        "patch",
        "bulk",
        "filter",
        "changePassword",
        "sort",
        "etag",
    ]
    assert body["patch"] == {"supported": True}
    assert body["bulk"] == {"supported": False, "maxOperations": 1, "maxPayloadSize": 1_048_576}
    assert body["filter"] == {"supported": True, "maxResults": 50}
    assert body["authenticationSchemes"][0]["type"] == "oauthbearertoken"


def test_schemas_are_listed_as_aws_advertises_them(scim: ScimClient) -> None:
    body = scim.get("/Schemas").json()
    assert list(body) == ["schemas", "totalResults", "itemsPerPage", "startIndex", "Resources"]
    assert [schema["id"] for schema in body["Resources"]] == [USER, GROUP, ENTERPRISE]
    assert [schema["name"] for schema in body["Resources"]] == ["User", "Group", "EnterpriseUser"]
    assert body["Resources"][0]["meta"] == {"resourceType": "Schema", "location": f"/v2/Schemas/{USER}"}
    attributes = {attribute["name"]: attribute for attribute in body["Resources"][0]["attributes"]}
    assert (attributes["userName"]["required"], attributes["userName"]["uniqueness"]) == (True, "server")
    assert attributes["displayName"]["required"] is False
    assert "externalId" not in attributes


def test_single_schema_is_that_of_the_list(scim: ScimClient) -> None:
    listed = scim.get("/Schemas").json()["Resources"][2]
    assert scim.get(f"/Schemas/{ENTERPRISE}").json() == listed


def test_unknown_schema_is_refused(scim: ScimClient) -> None:
    answer = scim.get("/Schemas/urn:example:none")
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (400, "scim.schema-unknown")


def test_resource_types_are_user_and_group(scim: ScimClient) -> None:
    body = scim.get("/ResourceTypes").json()
    user, group = body["Resources"]
    assert (body["totalResults"], user["endpoint"], group["endpoint"]) == (2, "/Users", "/Groups")
    assert user["schemaExtensions"] == [{"schema": ENTERPRISE, "required": True}]
    assert user["meta"] == {"resourceType": "ResourceType", "location": f"{scim.base}/ResourceTypes/User"}


def test_discovery_needs_a_token(scim: ScimClient) -> None:
    scim.headers.clear()
    assert scim.get("/ServiceProviderConfig").status_code == 401
