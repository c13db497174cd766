"""A refusal: the emulator saying no, as AWS would, while knowing why."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Facts:
    """The facts of the case: where the rule was broken, by which value, and what would have been right."""

    where: str = ""
    found: str = ""
    expected: str = ""
    more: Mapping[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """A documented rule was broken.

    `code` is the AWS exception name (`ValidationException`), `message` the exact text that AWS records,
    `cause` an id of the catalogue, `facts` what this case adds to it, `members` what the AWS exception holds
    beside its message (`Reason`, `ResourceType`). Each HTTP surface renders it in its own envelope.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        cause: str,
        facts: Facts | None = None,
        members: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.cause = cause
        self.facts = facts or Facts()
        self.members: Mapping[str, str] = members or {}
