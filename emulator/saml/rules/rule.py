"""What a rule is: a sentence about a response, and the function that refuses the response that breaks it."""

from collections.abc import Callable
from dataclasses import dataclass

from emulator.guide.refusal import Facts, Refusal
from emulator.saml import messages
from emulator.saml.expectations import Expectations
from emulator.saml.response import Assertion, Response

_LONGEST_SHOWN = 300


class Unchecked(Exception):
    """The rule cannot be checked here; the message names what it would take."""


@dataclass(frozen=True)
class Rule:
    """One rule. `check` raises a Refusal where the rule is broken, Unchecked where it cannot be checked."""

    title: str
    check: Callable[[Response, Expectations], None]

    @property
    def name(self) -> str:
        """The rule's name: that of its function, with hyphens."""
        return self.check.__name__.replace("_", "-")


def refuse(
    cause: str, message: str, *, where: str, found: object, expected: str, more: dict[str, str] | None = None
) -> Refusal:
    """The refusal of a sign-in, in AWS's one code for it, with the facts shortened to what a person can read."""
    text = "(absent)" if found is None else str(found)
    shown = text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}… ({len(text)} characters)"
    return Refusal(
        messages.ERROR_CODE,
        message,
        cause=cause,
        facts=Facts(where=where, found=shown, expected=expected, more=more or {}),
    )


def the_assertion(response: Response) -> Assertion:
    """The assertion to look at: the first. Raises Unchecked where there is none."""
    if not response.assertions:
        raise Unchecked("an assertion that is present and not encrypted")
    return response.assertions[0]
