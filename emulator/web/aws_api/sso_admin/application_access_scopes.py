"""The operations on the access scopes of an application."""

from emulator.applications import access_scopes
from emulator.applications.access_scopes import AccessScope
from emulator.directory.paging import Page
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.pagination import page_of
from emulator.web.aws_api.sso_admin.called_application import called_application

# The service model lets no list of scopes be longer; it is also the default of MaxResults.
_LARGEST_PAGE = 10


def put_application_access_scope(call: Call) -> Json:
    """PutApplicationAccessScope: adds the scope or replaces its targets."""
    scope = AccessScope(call.input["Scope"], tuple(call.input.get("AuthorizedTargets", ())))
    access_scopes.put_access_scope(call.tx, called_application(call), scope)
    return {}


def get_application_access_scope(call: Call) -> Json:
    """GetApplicationAccessScope"""
    arn = called_application(call).application_arn
    return _members(access_scopes.find_access_scope(call.tx, arn, call.input["Scope"]))


def delete_application_access_scope(call: Call) -> Json:
    """DeleteApplicationAccessScope"""
    arn = called_application(call).application_arn
    access_scopes.delete_access_scope(call.tx, arn, call.input["Scope"])
    return {}


def list_application_access_scopes(call: Call) -> Json:
    """ListApplicationAccessScopes"""
    arn = called_application(call).application_arn

    def source(after: str | None, limit: int) -> Page[AccessScope]:
        return access_scopes.list_access_scopes(call.tx, arn, after=after, limit=min(limit, _LARGEST_PAGE))

    items, next_token = page_of(call, source)
    return {"Scopes": [_members(item) for item in items], "NextToken": next_token}


def _members(scope: AccessScope) -> Json:
    return {"Scope": scope.scope, "AuthorizedTargets": list(scope.authorized_targets) or None}
