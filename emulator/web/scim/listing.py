"""Lists in both of AWS's modes: one page without a cursor, or page by page with cursors (facts/scim.md §4.4)."""

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import regex

from emulator.directory.constraints import invalid, shown
from emulator.directory.paging import Page, UnknownPosition
from emulator.guide.refusal import Refusal
from emulator.web.scim.call import Json

LIST_SCHEMA = "urn:ietf:params:scim:api:messages:2.0:ListResponse"
LARGEST_PAGE = 100
_LONGEST_CURSOR = 65_535
_CURSOR = regex.compile(r"[-a-zA-Z0-9+=/:_]*")

Source = Callable[[str | None, int], Page[Any]]


def list_response(kind: str, query: Mapping[str, str], source: Source, render: Callable[[Any], Json]) -> Json:
    """A page of `source(after, limit)` as a ListResponse; `kind` keeps cursors of different lists apart.

    Without a cursor `totalResults` is the size of this page, and `startIndex` is read by nobody. Raises Refusal for a
    bad `count`, a bad cursor, and a filter that changed between pages.
    """
    limit = _count(query)
    if "cursor" not in query:
        entries = [render(item) for item in source(None, limit).items]
        head: Json = {"totalResults": len(entries), "itemsPerPage": len(entries), "startIndex": 1}
        return head | {"schemas": [LIST_SCHEMA], "Resources": entries}
    of_list = _digest(kind, query.get("filter", ""))
    try:
        page = source(_after(query["cursor"], of_list), limit)
    except UnknownPosition as problem:
        raise _bad_cursor(query["cursor"]) from problem
    entries = [render(item) for item in page.items]
    head = {"itemsPerPage": len(entries)}
    if page.after is not None:
        head["nextCursor"] = base64.urlsafe_b64encode(f"{of_list}/{page.after}".encode()).decode()
    return head | {"schemas": [LIST_SCHEMA], "Resources": entries}


def _count(query: Mapping[str, str]) -> int:
    text = query.get("count", str(LARGEST_PAGE))
    if not (text.isascii() and text.isdigit() and len(text) < 10) or int(text) < 1:
        raise invalid("scim.list.count", where="count", found=shown(text), expected=f"a number, 1 to {LARGEST_PAGE}")
    # unconfirmed: that a larger count is cut down. Okta asked for 100 when AWS gave 50 at most, and was served.
    return min(int(text), LARGEST_PAGE)


def _after(cursor: str, of_list: str) -> str | None:
    if not cursor:
        return None
    if len(cursor) > _LONGEST_CURSOR or _CURSOR.fullmatch(cursor) is None:
        raise _bad_cursor(cursor)
    try:
        made_for, slash, after = (
            base64.b64decode(cursor, altchars=b"-_", validate=True).decode("ascii").partition("/")
        )
    except (binascii.Error, ValueError) as problem:
        raise _bad_cursor(cursor) from problem
    if not slash or len(made_for) != len(of_list):
        raise _bad_cursor(cursor)
    if made_for != of_list:
        raise invalid(
            "scim.cursor.filter-changed",
            where="filter",
            found="another filter, or another list, than that of the page before",
            expected="the same filter for every page",
        )
    return after


def _bad_cursor(cursor: str) -> Refusal:
    return invalid(
        "scim.cursor.invalid", where="cursor", found=shown(cursor), expected="the nextCursor of the page before"
    )


def _digest(kind: str, filter_text: str) -> str:
    return hashlib.sha256(f"{kind}?{filter_text}".encode("utf-8", "surrogatepass")).hexdigest()[:16]
