"""Data as a person reads it."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode


def as_json(value: Any) -> str:
    """JSON over several lines."""
    return json.dumps(value, indent=2, ensure_ascii=False, default=str)


def body_as_text(body: str) -> str:
    """A body of the journal: JSON over several lines, anything else as it is."""
    try:
        return as_json(json.loads(body))
    except ValueError:
        return body


def query(filters: Mapping[str, Any], **more: Any) -> str:
    """The filters that are set, as the query of an address."""
    return urlencode({name: value for name, value in {**filters, **more}.items() if value is not None})


def duration(seconds: float) -> str:
    """A span of time, in its two largest units: `1 day 3 hours`."""
    rest, parts = abs(round(seconds)), []
    for unit, size in (("day", 86400), ("hour", 3600), ("minute", 60), ("second", 1)):
        amount, rest = divmod(rest, size)
        if amount:
            parts.append(f"{amount} {unit}" if amount == 1 else f"{amount} {unit}s")
    return " ".join(parts[:2]) or "0 seconds"
