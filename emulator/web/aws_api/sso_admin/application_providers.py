"""The operations on application providers; whether a caller may see them is decided before (guide entry 2)."""

from emulator.applications.providers import PROVIDERS, ApplicationProvider, find_provider
from emulator.directory.paging import Page, UnknownPosition
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.pagination import page_of


def describe_application_provider(call: Call) -> Json:
    """DescribeApplicationProvider"""
    return _members(find_provider(call.input["ApplicationProviderArn"]))


def list_application_providers(call: Call) -> Json:
    """ListApplicationProviders"""
    items, next_token = page_of(call, _page)
    return {"ApplicationProviders": [_members(item) for item in items], "NextToken": next_token}


def _page(after: str | None, limit: int) -> Page[ApplicationProvider]:
    try:
        start = int(after or 0)
    except ValueError as problem:
        raise UnknownPosition(after) from problem
    end = start + limit
    return Page(PROVIDERS[start:end], str(end) if end < len(PROVIDERS) else None)


def _members(provider: ApplicationProvider) -> Json:
    scopes = {
        name: {"DetailedTitle": scope.detailed_title, "LongDescription": scope.long_description}
        for name, scope in provider.scopes.items()
    }
    return {
        "ApplicationProviderArn": provider.provider_arn,
        "FederationProtocol": provider.federation_protocol,
        "DisplayData": {"DisplayName": provider.display_name, "Description": provider.description},
        "ResourceServerConfig": {"Scopes": scopes} if scopes else None,
    }
