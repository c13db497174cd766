"""What the service tells about itself (facts/scim.md §4.9 to §4.11)."""

from emulator.directory.constraints import invalid, shown
from emulator.directory.user_rules import ENTERPRISE_SCHEMA
from emulator.web.scim.call import Answer, Call, Json
from emulator.web.scim.group_document import GROUP_SCHEMA
from emulator.web.scim.listing import LIST_SCHEMA
from emulator.web.scim.request_body import LARGEST_BODY
from emulator.web.scim.schemas import SCHEMAS
from emulator.web.scim.user_document import USER_SCHEMA

_GUIDE = "https://docs.aws.amazon.com/singlesignon/latest/userguide"

_SERVICE_PROVIDER_CONFIG: Json = {
    "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"],
    "documentationUri": f"{_GUIDE}/manage-your-identity-source-idp.html",
    "authenticationSchemes": [
        {
            "type": "oauthbearertoken",
            "name": "OAuth Bearer Token",
            "description": "Authentication scheme using the OAuth Bearer Token Standard",
            "specUri": "https://www.rfc-editor.org/info/rfc6750",
            "documentationUri": f"{_GUIDE}/provision-automatically.html",
            "primary": True,
        }
    ],
    "patch": {"supported": True},
    "bulk": {"supported": False, "maxOperations": 1, "maxPayloadSize": LARGEST_BODY},
    # AWS still says 50, although its lists have up to 100 entries.
    "filter": {"supported": True, "maxResults": 50},
    "changePassword": {"supported": False},
    "sort": {"supported": False},
    "etag": {"supported": False},
}


def service_provider_config(_call: Call) -> Answer:
    """GET /ServiceProviderConfig"""
    return Answer(200, _SERVICE_PROVIDER_CONFIG)


def list_schemas(_call: Call) -> Answer:
    """GET /Schemas"""
    return Answer(200, _all(list(SCHEMAS.values())))


def get_schema(call: Call) -> Answer:
    """GET /Schemas/{urn}; 400 for an unknown one, since AWS's page lists no 404."""
    if call.item not in SCHEMAS:
        raise invalid("scim.schema-unknown", where="schema", found=shown(call.item), expected=", ".join(SCHEMAS))
    return Answer(200, SCHEMAS[call.item])


def list_resource_types(call: Call) -> Answer:
    """GET /ResourceTypes"""
    user = _resource_type("User", "User Account", USER_SCHEMA)
    # AWS marks the extension as required, although no user needs it.
    user["schemaExtensions"] = [{"schema": ENTERPRISE_SCHEMA, "required": True}]
    group = _resource_type("Group", "Group", GROUP_SCHEMA)
    return Answer(
        200, _all([{**resource_type, "meta": _meta(call, resource_type)} for resource_type in (user, group)])
    )


def _resource_type(name: str, description: str, schema: str) -> Json:
    return {
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],
        "id": name,
        "name": name,
        "endpoint": f"/{name}s",
        "description": description,
        "schema": schema,
    }


def _meta(call: Call, resource_type: Json) -> Json:
    return {"resourceType": "ResourceType", "location": f"{call.base_url}/ResourceTypes/{resource_type['id']}"}


def _all(resources: list[Json]) -> Json:
    return {
        "schemas": [LIST_SCHEMA],
        "totalResults": len(resources),
        "itemsPerPage": len(resources),
        "startIndex": 1,
        "Resources": resources,
    }
