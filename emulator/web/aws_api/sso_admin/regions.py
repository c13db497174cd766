"""The operations on the Regions of an instance."""

from emulator.authorization.multi_region import prepare_region
from emulator.authorization.permission import authority_of
from emulator.directory.paging import Page
from emulator.permissions import regions
from emulator.permissions.account_instances import set_encryption
from emulator.permissions.regions import Region
from emulator.permissions.settling import poll
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.pagination import page_of
from emulator.web.aws_api.sso_admin.addressed import administered_instance


def add_region(call: Call) -> Json:
    """AddRegion"""
    instance, name = administered_instance(call), call.input["RegionName"]
    begun = regions.add_region(call.tx, instance, name)
    authority = authority_of(call.tx, call.caller, call.origin, call.region)
    key_arn = prepare_region(call.tx, authority, instance, name)
    if instance.kms_key_arn is None:
        set_encryption(call.tx, instance, "CUSTOMER_MANAGED_KEY", key_arn)
    return {"Status": begun.status}


def describe_region(call: Call) -> Json:
    """DescribeRegion: it also counts as a question about how far adding or removing has come."""
    instance, name = administered_instance(call), call.input["RegionName"]
    under_way = regions.operation_on_region(call.tx, instance, name)
    if under_way is not None:
        poll(call.tx, under_way)
    return region_metadata(regions.find_region(call.tx, instance, name))


def list_regions(call: Call) -> Json:
    """ListRegions"""
    found = regions.regions_of(call.tx, administered_instance(call))

    def source(after: str | None, limit: int) -> Page[Region]:
        start = int(after) if after is not None else 0
        end = start + limit
        return Page(found[start:end], str(end) if end < len(found) else None)

    items, next_token = page_of(call, source)
    return {"Regions": [region_metadata(region) for region in items], "NextToken": next_token}


def remove_region(call: Call) -> Json:
    """RemoveRegion"""
    regions.remove_region(call.tx, administered_instance(call), call.input["RegionName"])
    return {"Status": "REMOVING"}


def region_metadata(region: Region) -> Json:
    """RegionMetadata"""
    return {
        "RegionName": region.region_name,
        "Status": region.status,
        "AddedDate": region.added_at,
        "IsPrimaryRegion": region.is_primary,
    }
