"""The password policy, which cannot be changed (facts/signin.md §3.10)."""

from collections.abc import Iterator
from functools import cache
from importlib.resources import files

from emulator.guide.refusal import Facts, Refusal

SHORTEST, LONGEST = 8, 64
SPECIAL = "~!@#$%^&*_-+=`|\\(){}[]:;\"'<>,.?/"
NOT_REUSED = 3

# What a person is told next to the field, in the order in which the rules are checked.
RULES = (
    f"{SHORTEST} to {LONGEST} characters",
    "a lower-case letter (a-z)",
    "an upper-case letter (A-Z)",
    "a digit (0-9)",
    "a non-alphanumeric character",
    f"none of the last {NOT_REUSED} passwords",
    "no password that is publicly known to be leaked",
)

WHERE = "new password"


def check_policy(password: str, *, reused: bool) -> None:
    """Raise Refusal (password-reset.policy) unless the password keeps every rule.

    `reused` tells whether it is one of the last three. The refusal tells every rule that is broken, never the value.
    """
    broken = dict(_broken(password, reused))
    if not broken:
        return
    rule, found = next(iter(broken.items()))
    others = ", ".join(text for other, text in broken.items() if other != rule)
    raise Refusal(
        "ValidationException",
        # unconfirmed: AWS's words for each rule
        "Password does not satisfy the requirements of the password policy",
        cause="password-reset.policy",
        facts=Facts(where=WHERE, found=found, expected=RULES[rule], more={"also": others} if others else {}),
    )


def _broken(password: str, reused: bool) -> Iterator[tuple[int, str]]:
    """The rules that are broken, by their place in `RULES`, with what was found."""
    if not SHORTEST <= len(password) <= LONGEST:
        yield 0, f"{len(password)} characters"
    if not any("a" <= character <= "z" for character in password):
        yield 1, "no lower-case letter"
    if not any("A" <= character <= "Z" for character in password):
        yield 2, "no upper-case letter"
    if not any("0" <= character <= "9" for character in password):
        yield 3, "no digit"
    if not any(character in SPECIAL for character in password):
        yield 4, "no non-alphanumeric character"
    if reused:
        yield 5, f"one of the last {NOT_REUSED} passwords"
    if password in leaked_passwords():
        yield 6, "a password that is publicly known to be leaked"


@cache
def leaked_passwords() -> frozenset[str]:
    """Leaked passwords that keep every other rule. AWS's own list is far longer, and not public."""
    text = (files("emulator.signin.passwords") / "leaked.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("# "))
