"""Every operation of the SCIM API in one table, and finding the one that a request means."""

from collections.abc import Callable
from dataclasses import dataclass

from emulator.directory.constraints import UNPARSABLE, shown
from emulator.guide.refusal import Facts, Refusal
from emulator.web.scim import discovery, groups, users
from emulator.web.scim.call import Answer, Call


@dataclass(frozen=True)
class Route:
    """One operation. `operation` is its name in AWS's documentation and in the trail; None where AWS has none."""

    method: str
    path: str
    operation: str | None
    handler: Callable[[Call], Answer]


ROUTES = (
    Route("POST", "/Users", "CreateUser", users.create_user),
    Route("GET", "/Users", "ListUsers", users.list_users),
    Route("GET", "/Users/{id}", "GetUser", users.get_user),
    Route("PUT", "/Users/{id}", "PutUser", users.replace_user),
    Route("PATCH", "/Users/{id}", "PatchUser", users.patch_user),
    Route("DELETE", "/Users/{id}", "DeleteUser", users.delete_user),
    Route("POST", "/Groups", "CreateGroup", groups.create_group),
    Route("GET", "/Groups", "ListGroups", groups.list_groups),
    Route("GET", "/Groups/{id}", "GetGroup", groups.get_group),
    Route("PUT", "/Groups/{id}", None, groups.put_group),
    Route("PATCH", "/Groups/{id}", "PatchGroup", groups.patch_group),
    Route("DELETE", "/Groups/{id}", "DeleteGroup", groups.delete_group),
    Route("GET", "/ServiceProviderConfig", "ServiceProviderConfig", discovery.service_provider_config),
    Route("GET", "/Schemas", "ListSchemas", discovery.list_schemas),
    Route("GET", "/Schemas/{id}", "GetSchema", discovery.get_schema),
    Route("GET", "/ResourceTypes", "ListResourceTypes", discovery.list_resource_types),
)


def find_route(method: str, path: str) -> tuple[Route, str]:
    """The route of a request, and the id in its path ("" where it has none). HEAD is answered like GET.

    A base URL that ends in a slash leads to a path with two of them, which works, as does one at the end.
    Raises Refusal for an unknown path and for a method that the path does not have.
    """
    parts = path.strip("/").split("/") if path.startswith("/") else []
    method = "GET" if method == "HEAD" else method
    known = [(route, item) for route in ROUTES if (item := _item(route, parts)) is not None]
    for route, item in known:
        if route.method == method:
            return route, item
    if known:
        methods = ", ".join(route.method for route, _ in known)
        raise _no_route("scim.request.method", f"{shown(method)} {shown(path)}", f"one of {methods}")
    raise _no_route("scim.request.unknown-path", shown(path), "a path such as /Users or /Groups/{id}")


def _item(route: Route, parts: list[str]) -> str | None:
    expected = route.path.strip("/").split("/")
    if len(expected) != len(parts) or expected[0] != parts[0]:
        return None
    return parts[1] if len(parts) == 2 else ""


def _no_route(cause: str, found: str, expected: str) -> Refusal:
    """unconfirmed: code and text; for a mangled path a status of 404 was seen (facts/scim.md §6)."""
    facts = Facts(where="request", found=found, expected=expected)
    code = "ResourceNotFoundException" if cause == "scim.request.unknown-path" else "ValidationException"
    return Refusal(code, UNPARSABLE, cause=cause, facts=facts)
