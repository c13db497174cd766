"""The condition operators: how one value of a policy is compared with one value of the request.

Source: IAM User Guide, "IAM JSON policy elements: Condition operators". A value that is not of the operator's type
matches nothing. `Null` and the prefixes and suffixes of operators are in `conditions`.
"""

import base64
import binascii
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from ipaddress import ip_address, ip_network
from operator import ge, gt, le, lt
from typing import Any

from emulator.authorization.policies.patterns import Unresolved, is_arn_like, is_like, replaced
from emulator.authorization.policies.request import Context

# Value of the policy, value of the request, and the context for policy variables (None where they are not replaced).
Comparison = Callable[[str, str, Context | None], bool]
_Read = Callable[[str], Any]


@dataclass(frozen=True)
class Operator:
    """A comparison. A `negated` one holds for a value of the request that compares with no value of the policy."""

    compare: Comparison
    negated: bool = False

    def holds(self, wanted: str, found: str, context: Context | None) -> bool:
        """Whether the two compare, before negation. A variable without a value compares with nothing."""
        try:
            return self.compare(wanted, found, context)
        except (Unresolved, ValueError):
            return False


def _equal(wanted: str, found: str, context: Context | None) -> bool:
    return replaced(wanted, context) == found


def _equal_ignoring_case(wanted: str, found: str, context: Context | None) -> bool:
    return replaced(wanted, context).casefold() == found.casefold()


def _like(wanted: str, found: str, context: Context | None) -> bool:
    return is_like(wanted, found, context)


def _arn(wanted: str, found: str, context: Context | None) -> bool:
    return is_arn_like(wanted, found, context)


def _boolean(wanted: str, found: str, context: Context | None) -> bool:
    return replaced(wanted, context).lower() == found.lower()


def _binary(wanted: str, found: str, _context: Context | None) -> bool:
    return _decoded(wanted) == _decoded(found)


def _address(wanted: str, found: str, _context: Context | None) -> bool:
    return ip_address(found) in ip_network(wanted, strict=False)


def _ordered(read: _Read, order: Callable[[Any, Any], bool], wanted: str, found: str, _: Context | None) -> bool:
    return order(read(found), read(wanted))


def _same(read: _Read, wanted: str, found: str, _context: Context | None) -> bool:
    return bool(read(found) == read(wanted))


def _number(text: str) -> Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not number.is_finite():
        raise ValueError(text)
    return number


def _instant(text: str) -> datetime:
    """ISO 8601, or seconds since 1970."""
    try:
        return datetime.fromtimestamp(float(text), UTC)
    except (OverflowError, OSError) as error:
        raise ValueError(text) from error
    except ValueError:
        instant = datetime.fromisoformat(text)
        return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(text) from error


def _typed(prefix: str, read: _Read) -> dict[str, Operator]:
    same = partial(_same, read)
    return {
        f"{prefix}Equals": Operator(same),
        f"{prefix}NotEquals": Operator(same, negated=True),
        f"{prefix}LessThan": Operator(partial(_ordered, read, lt)),
        f"{prefix}LessThanEquals": Operator(partial(_ordered, read, le)),
        f"{prefix}GreaterThan": Operator(partial(_ordered, read, gt)),
        f"{prefix}GreaterThanEquals": Operator(partial(_ordered, read, ge)),
    }


OPERATORS: Mapping[str, Operator] = {
    "StringEquals": Operator(_equal),
    "StringNotEquals": Operator(_equal, negated=True),
    "StringEqualsIgnoreCase": Operator(_equal_ignoring_case),
    "StringNotEqualsIgnoreCase": Operator(_equal_ignoring_case, negated=True),
    "StringLike": Operator(_like),
    "StringNotLike": Operator(_like, negated=True),
    **_typed("Numeric", _number),
    **_typed("Date", _instant),
    "Bool": Operator(_boolean),
    "BinaryEquals": Operator(_binary),
    "IpAddress": Operator(_address),
    "NotIpAddress": Operator(_address, negated=True),
    # ArnEquals and ArnLike behave identically.
    "ArnEquals": Operator(_arn),
    "ArnNotEquals": Operator(_arn, negated=True),
    "ArnLike": Operator(_arn),
    "ArnNotLike": Operator(_arn, negated=True),
}
