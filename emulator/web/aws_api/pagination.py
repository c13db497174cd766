"""Pages of List operations, with opaque tokens that survive a restart.

A token holds the position and a digest of it, of the operation and of the other arguments. So a token that was
altered, or comes back with other arguments, is refused. The digest guards against mistakes; there is no secret in it.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Sequence
from typing import TypeVar

from emulator.directory.constraints import shown
from emulator.directory.paging import Page, UnknownPosition
from emulator.guide.refusal import Facts, Refusal
from emulator.web.aws_api.call import Call

Item = TypeVar("Item")

# unconfirmed: how many AWS returns when MaxResults is left out.
DEFAULT_LIMIT = 100

_DIGEST_BYTES = 12


def page_of(call: Call, source: Callable[[str | None, int], Page[Item]]) -> tuple[Sequence[Item], str | None]:
    """The items of `source(after, limit)` that the call asks for, and the token for the next page, if there is one.

    Raises Refusal for a token that no page of this listing has given.
    """
    token = call.input.get("NextToken")
    try:
        page = source(_position(call, token) if token else None, call.input.get("MaxResults", DEFAULT_LIMIT))
    except UnknownPosition as problem:
        raise _refused(str(token)) from problem
    return page.items, _token(call, page.after) if page.after is not None else None


def _token(call: Call, position: str) -> str:
    return base64.urlsafe_b64encode(_digest(call, position) + position.encode()).decode()


def _position(call: Call, token: str) -> str:
    try:
        content = base64.b64decode(token, altchars=b"-_", validate=True)
        digest, position = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:].decode()
    except (binascii.Error, ValueError) as problem:
        raise _refused(token) from problem
    if digest != _digest(call, position):
        raise _refused(token)
    return position


def _digest(call: Call, position: str) -> bytes:
    arguments = {name: value for name, value in call.input.items() if name not in ("NextToken", "MaxResults")}
    listing = json.dumps([call.service, call.operation, arguments, position], sort_keys=True, default=str)
    return hashlib.sha256(listing.encode()).digest()[:_DIGEST_BYTES]


def _refused(token: str) -> Refusal:
    # unconfirmed: the text.
    return Refusal(
        "ValidationException",
        "The pagination token is not valid.",
        cause="aws-api.pagination-token",
        facts=Facts(
            where="nextToken",
            found=f"{shown(token)}, which no page of this operation with these arguments has given",
            expected="the NextToken of the page before, with the same arguments",
        ),
    )
