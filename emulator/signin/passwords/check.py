"""Whether a typed password is right: the one place that knows where the passwords of an identity source are kept."""

from dataclasses import dataclass

from emulator.directory.password_hashes import matches
from emulator.guide.refusal import Facts, Refusal
from emulator.identity_source.sources import SourceKind, identity_source
from emulator.permissions.instances import Instance
from emulator.signin.directory_password import DirectoryUnreachable, check_directory_password
from emulator.signin.passwords.stored import present_password
from emulator.signin.visit import Visit
from emulator.store.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class CheckedPassword:
    """`refusal` where the password is not right; `must_change` where it is, for this sign-in only.

    `hopeless`: nothing that the person types can help.
    """

    refusal: Refusal | None = None
    must_change: bool = False
    hopeless: bool = False


def check_kept_here(tx: Transaction, instance: Instance, *, where: str) -> None:
    """Raises a Refusal (password-reset.other-source) where the passwords are those of another identity source."""
    source = identity_source(tx, instance.identity_store_id)
    if source is not SourceKind.IDENTITY_CENTER:
        raise Refusal(
            "ValidationException",
            # unconfirmed: AWS's words; the console does not offer the action
            "The password of this user cannot be changed here",
            cause="password-reset.other-source",
            facts=Facts(where=where, found=f"identity source {source}", expected="the Identity Center directory"),
        )


def check_password(tx: Transaction, visit: Visit, typed: str) -> CheckedPassword:
    """Compare with what the user has to type. Takes as long whether the user exists or not."""
    if identity_source(tx, visit.instance.identity_store_id) is SourceKind.ACTIVE_DIRECTORY:
        return _check_in_directory(tx, visit, typed)
    user = visit.user
    stored = present_password(tx, user.user_id) if user is not None else None
    right = matches(stored.password_hash if stored else None, typed)
    if user is None:
        refusal = _refusal("sign-in.unknown-user", "a user name that nobody has", "the user name of an existing user")
    elif not user.active:
        refusal = user_disabled(user.user_name)
    elif stored is None:
        refusal = _refusal(
            "sign-in.no-password", f"{user.user_name} has no password", "a user who has set a password"
        )
    elif not right:
        refusal = _refusal("sign-in.wrong-password", "another password", f"the password of {user.user_name}")
    elif stored.expired(tx.now()):
        ended = f"a one-time password that expired at {stored.expires_at:%Y-%m-%dT%H:%M:%SZ}"
        refusal = _refusal("sign-in.one-time-password-expired", ended, "a new one-time password")
    else:
        return CheckedPassword(must_change=stored.one_time)
    return CheckedPassword(refusal=refusal)


def _check_in_directory(tx: Transaction, visit: Visit, typed: str) -> CheckedPassword:
    try:
        return CheckedPassword(refusal=check_directory_password(tx, visit, typed))
    except DirectoryUnreachable as unreachable:
        return CheckedPassword(refusal=unreachable.refusal, hopeless=True)


def user_disabled(user_name: str) -> Refusal:
    """The refusal of a user who was disabled or deleted."""
    return _refusal("sign-in.user-disabled", f"{user_name} is disabled", "a user who is enabled")


def _refusal(cause: str, found: str, expected: str) -> Refusal:
    return Refusal(
        "AccessDeniedException",
        "The user name or password is wrong",
        cause=cause,
        facts=Facts(where="sign-in with a password", found=found, expected=expected),
    )
