"""The tables, one module per subject, in one metadata."""

from emulator.store.tables import (
    accounts,
    active_directory,
    applications,
    authorization,
    client_tokens,
    directory,
    identity_source,
    journal,
    keys,
    mail,
    mfa,
    passwords,
    permissions,
    saml_applications,
    signin,
    tokens,
    trail,
)
from emulator.store.tables.base import metadata

__all__ = [
    "accounts",
    "active_directory",
    "applications",
    "authorization",
    "client_tokens",
    "directory",
    "identity_source",
    "journal",
    "keys",
    "mail",
    "metadata",
    "mfa",
    "passwords",
    "permissions",
    "saml_applications",
    "signin",
    "tokens",
    "trail",
]
