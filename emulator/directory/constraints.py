"""The constraints on single values, and the refusal that names every violated one (facts/scim.md §5.2, §6).

The identity store's service model defines length and pattern; SCIM quotes them in its messages. Values are never
printed in messages, because AWS treats all of these attributes as sensitive; the facts of the case hold them.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from emulator.guide.refusal import Facts, Refusal

UNPARSABLE = "Request is unparsable, syntactically incorrect, or violates schema."

# As AWS prints it; the model's own pattern also holds a no-break and an ideographic space before the bracket.
# unconfirmed: whether the live message prints those two as well.
_TEXT_AS_SHOWN = r"[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r ]+"
_WORD_AS_SHOWN = r"[\p{L}\p{M}\p{S}\p{N}\p{P}]+"


@dataclass(frozen=True)
class Constraint:
    """How long a value may be and which characters it may hold; `shown` is the pattern as messages print it."""

    longest: int
    pattern: "regex.Pattern[str]"
    shown: str


_TEXT = regex.compile(r"[\p{L}\p{M}\p{S}\p{N}\p{P}\t\n\r \u00A0\u3000]+")
_WORD = regex.compile(_WORD_AS_SHOWN)

USER_NAME = Constraint(128, _WORD, _WORD_AS_SHOWN)
TEXT = Constraint(1024, _TEXT, _TEXT_AS_SHOWN)
EXTERNAL_ID = Constraint(256, _WORD, _WORD_AS_SHOWN)

_RESOURCE_ID = regex.compile(r"([0-9a-f]{10}-)?[A-Fa-f0-9]{8}(-[A-Fa-f0-9]{4}){3}-[A-Fa-f0-9]{12}")

_CAUSE_OF_BLANK = {
    "name.givenName": "scim.missing-given-name",
    "name.familyName": "scim.missing-family-name",
    "displayName": "scim.missing-display-name",
}


@dataclass(frozen=True)
class Violation:
    """One broken constraint: at which path, by which value, what AWS says and what was expected."""

    path: str
    value: str
    clause: str
    expected: str
    cause: str

    @property
    def sentence(self) -> str:
        """The violation as AWS words it."""
        return f"Value at '{self.path}' failed to satisfy constraint: {self.clause}"


def is_resource_id(text: str) -> bool:
    """Whether `text` has the shape of a user, group or membership id."""
    return _RESOURCE_ID.fullmatch(text) is not None


def violations_of(path: str, value: str | None, constraint: Constraint) -> list[Violation]:
    """Every constraint that the value at `path` breaks; None is not set and breaks none."""
    if value is None:
        return []
    found = []
    if not value:
        found.append(
            _violation(path, value, "Member must have length greater than or equal to 1", "a value", "empty")
        )
    if len(value) > constraint.longest:
        clause = f"Member must have length less than or equal to {constraint.longest}"
        found.append(_violation(path, value, clause, f"at most {constraint.longest} characters", "too-long"))
    if constraint.pattern.fullmatch(value) is None:
        clause = f"Member must satisfy regular expression pattern: {constraint.shown}"
        found.append(_violation(path, value, clause, f"only characters of {constraint.shown}", "characters"))
    # AWS's troubleshooting page prints the pattern first for this attribute, and the length first for the others.
    return found[::-1] if path == "name.givenName" else found


def refuse(violations: Sequence[Violation]) -> None:
    """Raise one ValidationException that names all violations; nothing happens when there is none."""
    if not violations:
        return
    first = violations[0]
    sentences = "; ".join(violation.sentence for violation in violations)
    raise Refusal(
        "ValidationException",
        f"{len(violations)} validation errors detected: {sentences}",
        cause=first.cause,
        facts=Facts(
            where=first.path,
            found=shown(first.value),
            expected=first.expected,
            more={f"{v.path} ({v.expected})": shown(v.value) for v in violations[1:]},
        ),
    )


def invalid(cause: str, *, where: str, found: str, expected: str) -> Refusal:
    """A ValidationException with the sentence that AWS uses where it names no attribute."""
    return Refusal(
        "ValidationException", UNPARSABLE, cause=cause, facts=Facts(where=where, found=found, expected=expected)
    )


def shown(value: object) -> str:
    """A value for the facts of a case: quoted, invisible characters escaped, cut when long."""
    text = json.dumps(value, default=str)
    return text if len(text) <= 120 else f"{text[:117]}..."


def camel_case(name: str) -> str:
    """`family_name` as AWS and SCIM spell it: `familyName`."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _violation(path: str, value: str, clause: str, expected: str, kind: str) -> Violation:
    blank = not any(char.isprintable() and not char.isspace() for char in value)
    cause = _CAUSE_OF_BLANK.get(path) if blank else None
    return Violation(path, value, clause, expected, cause or f"scim.attribute.{kind}")
