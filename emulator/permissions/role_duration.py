"""How long the sessions of a permission set's roles last: ISO 8601, one to twelve hours (facts/signin.md §3.5)."""

import re
from datetime import timedelta

from emulator.directory.constraints import shown
from emulator.guide.refusal import Facts, Refusal

DEFAULT_ROLE_DURATION = "PT1H"

_SHORTEST, _LONGEST = timedelta(hours=1), timedelta(hours=12)

# The service model's own pattern also allows years, months and a sign, which no duration of up to twelve hours needs.
_DURATION = re.compile(
    r"P(?:(?P<weeks>\d{1,9})W|(?P<days>\d{1,9})D)?"
    r"(?:T(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?(?:(?P<seconds>\d{1,9}(?:\.\d{1,6})?)S)?)?"
)


def role_duration(text: str) -> timedelta:
    """The length that ISO 8601 text means. Raises ValidationException outside one to twelve hours."""
    found = _DURATION.fullmatch(text)
    parts = {name: float(digits) for name, digits in found.groupdict().items() if digits} if found else {}
    duration = timedelta(**parts)
    if not _SHORTEST <= duration <= _LONGEST:
        raise Refusal(
            "ValidationException",
            # unconfirmed: the text; the range is documented.
            "Session duration must be between 1 hour and 12 hours",
            cause="permission-set.session-duration",
            facts=Facts(where="sessionDuration", found=shown(text), expected="PT1H to PT12H"),
        )
    return duration
