"""Drafts that tests start from."""

from typing import Any

from emulator.directory.user import Email, Name, UserDraft

STORE = "d-9067230c03"


def draft(who: str = "alice", /, **changes: Any) -> UserDraft:
    """A valid user with changes."""
    values: dict[str, Any] = {
        "user_name": f"{who}@example.com",
        "name": Name(given_name=who.capitalize(), family_name="Example"),
        "display_name": f"{who.capitalize()} Example",
        "emails": (Email(value=f"{who}@example.com", type="work", primary=True),),
    }
    return UserDraft(**(values | changes))
