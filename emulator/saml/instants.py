"""Instants as SAML writes them: xs:dateTime in UTC."""

import re
from datetime import UTC, datetime

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?", re.ASCII)


def read_instant(text: str) -> datetime | None:
    """The instant that `text` names, aware, in UTC; None where it is not an xs:dateTime.

    An instant without a time zone is UTC (SAML Core 1.3.3).
    """
    if not _INSTANT.fullmatch(text):
        return None
    try:
        instant = datetime.fromisoformat(text)
        return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def write_instant(instant: datetime) -> str:
    """`instant` with milliseconds and `Z`, as AWS writes it (facts/signin.md §2.4)."""
    return instant.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
