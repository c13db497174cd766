"""Rules for what only the Identity Store API carries: photos and the birthdate (its model's documentation)."""

import re
from datetime import date

from emulator.directory.constraints import shown
from emulator.directory.user import UserDraft
from emulator.guide.refusal import Facts, Refusal

MOST_PHOTOS = 3

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def check_profile(draft: UserDraft) -> None:
    """Raise Refusal unless there are three photos at most, each with a value, one primary, and a date as birthdate.

    unconfirmed: the texts.
    """
    if len(draft.photos) > MOST_PHOTOS:
        raise _refused(
            f"List attribute photos exceeds allowed limit of {MOST_PHOTOS}",
            Facts(where="photos", found=f"{len(draft.photos)} elements", expected=f"{MOST_PHOTOS} elements at most"),
        )
    if any(photo.value is None for photo in draft.photos):
        facts = Facts(where="photos.value", found="no value", expected="the photo's data or URL")
        raise _refused("photos.value is a required attribute", facts)
    primary = sum(bool(photo.primary) for photo in draft.photos)
    if primary > 1:
        facts = Facts(where="photos.primary", found=f"{primary} primary photos", expected="one at most")
        raise _refused("Only one photo can be designated as primary", facts)
    if draft.birthdate is not None and not _is_date(draft.birthdate):
        facts = Facts(where="birthdate", found=shown(draft.birthdate), expected="a date as YYYY-MM-DD")
        raise _refused("birthdate must be a date in the format YYYY-MM-DD", facts)


def _is_date(text: str) -> bool:
    if _DATE.fullmatch(text) is None:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _refused(message: str, facts: Facts) -> Refusal:
    return Refusal("ValidationException", message, cause="identity-store.profile", facts=facts)
