"""What the address of a listing asks for: a filter, and where to continue."""

from collections.abc import Callable
from typing import TypeVar

from flask import request

from emulator.directory.paging import Page, UnknownPosition
from emulator.web.control.route import Declined

Item = TypeVar("Item")

# What every database can compare a sequence number with.
HIGHEST = 2**62


def asked_text(name: str) -> str | None:
    """A filter in the address; None where there is none. PostgreSQL has no text with a NUL in it."""
    return request.args.get(name, "").replace("\0", " ").strip() or None


def asked_number(name: str) -> int | None:
    """A sequence number in the address; None for anything else."""
    text = request.args.get(name, "")
    return min(int(text), HIGHEST) if text.isascii() and text.isdigit() and len(text) < 20 else None


def asked_page(listing: Callable[[str | None], Page[Item]]) -> Page[Item]:
    """The page that the address asks for; `listing` is given its position. Raises Declined for one that is none."""
    try:
        return listing(asked_text("after"))
    except UnknownPosition as mistake:
        raise Declined(404, "This page of the list is none; go back to its beginning.") from mistake
