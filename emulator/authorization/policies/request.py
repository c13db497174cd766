"""What policies are evaluated against: one action on one resource, and what is known about the request."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Values = str | Iterable[str]


class Context:
    """The condition keys of a request. Keys are compared without regard to case; each has one value or several."""

    def __init__(self, keys: Mapping[str, Values] | None = None) -> None:
        self._values = {key.lower(): _values(value) for key, value in (keys or {}).items()}

    def values(self, key: str) -> tuple[str, ...]:
        """The values of a key; empty where the request does not have it."""
        return self._values.get(key.lower(), ())

    def single(self, key: str) -> str | None:
        """The value of a key that has exactly one; only such keys can be policy variables."""
        values = self.values(key)
        return values[0] if len(values) == 1 else None


@dataclass(frozen=True)
class Request:
    """One action on one resource. A `resource` of `*` is that of actions that are on no resource in particular."""

    action: str
    resource: str = "*"
    context: Context = field(default_factory=Context)


def _values(value: Values) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
