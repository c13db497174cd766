"""What a handler is given and what it gives back; no framework."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from emulator.identity_source.scim_tenants import ScimTenant
from emulator.store.transaction import Transaction

Json = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Call:
    """One authenticated request. `item` is the last part of an item's path, `base_url` that of the tenant."""

    tx: Transaction
    tenant: ScimTenant
    base_url: str
    item: str = ""
    query: Mapping[str, str] = field(default_factory=dict)
    body: Json = field(default_factory=dict)

    @property
    def identity_store_id(self) -> str:
        """The directory that the tenant provisions."""
        return self.tenant.identity_store_id

    @property
    def actor(self) -> str:
        """Who is written down as the author of changes; unconfirmed: the form."""
        return f"SCIM/{self.tenant.tenant_id}"


@dataclass(frozen=True)
class Answer:
    """Status and body of a success; None is no body."""

    status: int
    body: Json | None = None
