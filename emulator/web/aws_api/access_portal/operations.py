"""Every operation of the access portal's API (facts/awsapi.md §4.2); a bearer token says who calls."""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from emulator.directory.paging import Page
from emulator.guide.refusal import Refusal
from emulator.permissions.instances import organization_instance
from emulator.signin.assigned_accounts import credentials_for_role, list_accounts, list_roles
from emulator.signin.bearer import Bearer, bearer_of
from emulator.signin.portal_access import sign_out
from emulator.signin.tokens.issued import forget_token
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.called_region import called_region
from emulator.web.aws_api.pagination import page_of
from emulator.web.aws_api.service import Handler

Item = TypeVar("Item")


def get_role_credentials(call: Call) -> Json:
    """GetRoleCredentials"""
    account_id, role_name = _searchable(call.input["accountId"]), _searchable(call.input["roleName"])
    credentials = credentials_for_role(call.tx, _bearer(call), account_id, role_name, origin=call.origin)
    return {
        "roleCredentials": {
            "accessKeyId": credentials.access_key_id,
            "secretAccessKey": credentials.secret_access_key,
            "sessionToken": credentials.session_token,
            # Milliseconds, unlike every other instant of these services.
            "expiration": int(credentials.expiration.timestamp() * 1000),
        }
    }


def list_assigned_accounts(call: Call) -> Json:
    """ListAccounts"""
    accounts = list_accounts(call.tx, _bearer(call), origin=call.origin)
    items, next_token = _page(call, accounts, lambda account: account.account_id)
    listed = [{"accountId": item.account_id, "accountName": item.name, "emailAddress": item.email} for item in items]
    return {"accountList": listed, "nextToken": next_token}


def list_account_roles(call: Call) -> Json:
    """ListAccountRoles"""
    roles = list_roles(call.tx, _bearer(call), _searchable(call.input["accountId"]), origin=call.origin)
    items, next_token = _page(call, roles, lambda role: role.permission_set_name)
    listed = [{"roleName": item.permission_set_name, "accountId": item.account_id} for item in items]
    return {"roleList": listed, "nextToken": next_token}


def logout(call: Call) -> Json:
    """Logout: ends the portal session, and with it every token that was derived from it."""
    bearer = _bearer(call)
    if bearer.session is not None:
        sign_out(call.tx, bearer.instance, bearer.session, origin=call.origin)
    else:
        forget_token(call.tx, call.input["accessToken"])
    return {}


OPERATIONS: Mapping[str, Handler] = {
    "GetRoleCredentials": get_role_credentials,
    "ListAccounts": list_assigned_accounts,
    "ListAccountRoles": list_account_roles,
    "Logout": logout,
}


def as_invalid_request(refusal: Refusal) -> Refusal:
    """The shared rules say ValidationException, which this service does not have."""
    if refusal.code not in ("ValidationException", "SerializationException"):
        return refusal
    return Refusal("InvalidRequestException", refusal.message, cause=refusal.cause, facts=refusal.facts)


def _bearer(call: Call) -> Bearer:
    instance = organization_instance(call.tx)
    region = called_region(call.origin.host) or instance.region
    return bearer_of(call.tx, instance, call.input["accessToken"], region=region)


def _searchable(text: str) -> str:
    """PostgreSQL has no text with a NUL in it, so none can be looked up."""
    return text.replace("\0", " ")


def _page(call: Call, items: Sequence[Item], key: Callable[[Item], str]) -> tuple[Sequence[Item], str | None]:
    """The page that the call asks for; `items` are in the order of `key`."""

    def source(after: str | None, limit: int) -> Page[Item]:
        start = 0 if after is None else bisect_right([key(item) for item in items], after)
        part = items[start : start + limit]
        return Page(part, key(part[-1]) if start + limit < len(items) else None)

    # The names by which pages are asked for differ here, and a token may be renewed between two pages.
    names = {"nextToken": "NextToken", "maxResults": "MaxResults", "accountId": "AccountId"}
    arguments = {names[name]: value for name, value in call.input.items() if name in names}
    return page_of(replace(call, input=arguments), source)
