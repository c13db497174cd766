"""The tables, one module per subject, in one metadata."""

from emulator.store.tables import accounts, directory, identity_source, journal, keys, permissions, signin, trail
from emulator.store.tables.base import metadata

__all__ = [
    "accounts",
    "directory",
    "identity_source",
    "journal",
    "keys",
    "metadata",
    "permissions",
    "signin",
    "trail",
]
