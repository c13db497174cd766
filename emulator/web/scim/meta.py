"""The `meta` attribute: instants in whole seconds, no location and no version (facts/scim.md §2)."""

from datetime import datetime

from emulator.web.scim.call import Json


def meta_of(resource_type: str, created: datetime, last_modified: datetime) -> Json:
    """The `meta` of a user or a group."""
    return {
        "resourceType": resource_type,
        "created": f"{created:%Y-%m-%dT%H:%M:%SZ}",
        "lastModified": f"{last_modified:%Y-%m-%dT%H:%M:%SZ}",
    }
