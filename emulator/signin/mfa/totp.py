"""Codes of authenticator apps: RFC 6238 with 6 digits, SHA-1 and steps of 30 seconds (facts/signin.md §3.9)."""

import base64
import re
from datetime import datetime

from pyotp import TOTP

from emulator.guide.refusal import Facts, Refusal
from emulator.store.transaction import Transaction

_STEP_SECONDS = 30
_ISSUER = "AWS SSO"

# unconfirmed: how many steps beside the present one the server accepts
WINDOW = 1
# unconfirmed: how late a code may be to register the app "out of sync"
LATE = 10
# unconfirmed: how far off a clock may be for two codes in a row to put it in sync again
RESYNC_REACH = 2 * 60 * 60 // _STEP_SECONDS
# How far the diagnosis looks for the moment that a code belongs to; beyond, chance hits outweigh real ones.
_SEARCHED = 14 * 60 * 60 // _STEP_SECONDS

_CODE = re.compile(r"[0-9]{6}")


def new_secret(tx: Transaction) -> str:
    """32 letters of base32, which is 160 bits."""
    return base64.b32encode(tx.ids.random_bytes(20)).decode()


def provisioning_uri(secret: str, user_name: str) -> str:
    """What the QR code holds: `otpauth://totp/AWS%20SSO:<user>?secret=…&issuer=AWS%20SSO`."""
    return TOTP(secret).provisioning_uri(name=user_name, issuer_name=_ISSUER)


def step_at(instant: datetime) -> int:
    """The number of 30-second steps since 1970."""
    return int(instant.timestamp()) // _STEP_SECONDS


def step_of_code(secret: str, code: str, *, around: int, reach: int) -> int | None:
    """The step nearest to `around` whose code this is, at most `reach` steps away; None where there is none."""
    if not _CODE.fullmatch(code):
        return None
    distances = (sign * distance for distance in range(reach + 1) for sign in (1, -1))
    steps = (around + distance for distance in distances)
    totp = TOTP(secret)
    return next((step for step in steps if step >= 0 and totp.generate_otp(step) == code), None)


def as_typed(code: str) -> str:
    """The code without the blank in the middle that many apps show."""
    return "".join(code.split())


def code_refused(secret: str, code: str, *, around: int, while_doing: str) -> Refusal:
    """Why no step of the window has this code: it belongs to another moment, or to no moment at all.

    `while_doing` is `registration` or `sign-in`.
    """
    step = step_of_code(secret, code, around=around, reach=_SEARCHED)
    if step is None:
        return wrong_code(code)
    seconds = (step - around) * _STEP_SECONDS
    off = f"{abs(seconds)} seconds {'ahead' if seconds > 0 else 'behind'}"
    return Refusal(
        "ValidationException",
        "An unexpected error has occurred",
        cause=f"totp.clock-skew-{while_doing}",
        facts=Facts(
            where="authenticator code",
            found=f"the code of a clock that is {off}",
            expected=f"the present code, or one at most {WINDOW * _STEP_SECONDS} seconds beside it",
        ),
    )


def wrong_code(code: str) -> Refusal:
    """The code is none that the app shows anywhere near this moment."""
    if _CODE.fullmatch(code):
        found = "six digits that the app does not show at any moment near this one"
    else:
        found = f"{len(code)} characters that are not six digits"
    return Refusal(
        "ValidationException",
        # unconfirmed: the words for a wrong code; observed for another cause only (facts/signin.md §3.9)
        "Looks like this code isn't right. Please try again.",
        cause="totp.code-wrong",
        facts=Facts(where="authenticator code", found=found, expected="the six digits that the app shows now"),
    )


def used_code(last_used_step: int, step: int) -> Refusal:
    """The code was accepted before, or is older than one that was."""
    age = (last_used_step - step) * _STEP_SECONDS
    return Refusal(
        "ValidationException",
        # unconfirmed: that AWS refuses a second use, and in which words
        "Looks like this code isn't right. Please try again.",
        cause="totp.code-used-twice",
        facts=Facts(
            where="authenticator code",
            found="a code that was used before" if age == 0 else f"a code {age} seconds older than the last used one",
            expected="a code newer than the last one that was accepted",
        ),
    )
