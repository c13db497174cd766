"""AD Connector: whether its service account can look anything up (facts/signin.md §1.17)."""

from datetime import datetime

from emulator.guide.refusal import Facts, Refusal
from emulator.identity_source.active_directory.directory import ServiceAccount

_WHERE = "service account of AD Connector"


def check_connector(account: ServiceAccount, now: datetime) -> None:
    """Raise a Refusal (ad-connector.credentials-invalid or .credentials-expired) where the directory refuses it."""
    if not account.enabled:
        raise _refusal("invalid", f"{account.user_name} is disabled", "an account that is enabled")
    if not account.connector_knows_password:
        found = f"another password than that of {account.user_name} in the domain"
        raise _refusal("invalid", found, "the password of the account")
    if account.password_expires_at is not None and account.password_expires_at <= now:
        found = f"a password that expired at {account.password_expires_at:%Y-%m-%dT%H:%M:%SZ}"
        raise _refusal("expired", found, "a password that has not expired")


def _refusal(which: str, found: str, expected: str) -> Refusal:
    return Refusal(
        "AccessDeniedException",
        "The directory cannot be reached",
        cause=f"ad-connector.credentials-{which}",
        facts=Facts(where=_WHERE, found=found, expected=expected),
    )
