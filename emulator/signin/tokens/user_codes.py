"""Codes that people bring from a program to the browser: which request they mean, or why they mean none any more."""

from emulator.guide.refusal import Refusal
from emulator.permissions.instances import instance_of_arn
from emulator.permissions.regions import is_reachable_in
from emulator.signin.tokens.device_authorizations import DeviceAuthorization, State, authorization_of_user_code
from emulator.signin.tokens.refusals import INVALID_GRANT, refused
from emulator.store.transaction import Transaction

# unconfirmed: the words of the device page for a code that it does not take.
INVALID_CODE = "Invalid code. Check the code that your device shows and try again."
EXPIRED_CODE = "This code has expired. Start again on your device."
USED_CODE = "This code has been used. Start again on your device."


def pending_authorization(tx: Transaction, typed: str) -> DeviceAuthorization:
    """The request of the code, still to be decided. Raises a Refusal (token.user-code-…, token.wrong-region)."""
    asked = authorization_of_user_code(tx, typed)
    if asked is None:
        raise _invalid("token.user-code-unknown", INVALID_CODE, typed[:40], "the code that the program shows")
    if asked.state is not State.PENDING:
        raise used_meanwhile(asked)
    if asked.expires_at <= tx.now():
        end = f"{asked.expires_at:%Y-%m-%dT%H:%M:%SZ}"
        raise _invalid("token.user-code-expired", EXPIRED_CODE, f"{typed[:40]}, ended at {end}", "a newer code")
    return asked


def check_region(tx: Transaction, asked: DeviceAuthorization) -> None:
    """Raises InvalidGrantException where the program called a Region without the instance (facts/field.md §1, 18)."""
    instance = instance_of_arn(tx, asked.instance_arn)
    if not is_reachable_in(tx, instance, asked.region):
        raise refused(
            "InvalidGrantException",
            INVALID_GRANT,
            "token.wrong-region",
            where="Region of StartDeviceAuthorization",
            found=asked.region,
            expected=instance.region,
        )


def used_meanwhile(asked: DeviceAuthorization) -> Refusal:
    """The request was allowed or denied before."""
    return _invalid(
        "token.user-code-used", USED_CODE, f"{asked.user_code}, which was decided before", "a code that is new"
    )


def _invalid(cause: str, message: str, found: str, expected: str) -> Refusal:
    return refused("InvalidRequestException", message, cause, where="user_code", found=found, expected=expected)
