"""Access scopes: which may be asked for, and what they mean for the lifetime of a token."""

import re
from collections.abc import Iterable

from emulator.signin.tokens.refusals import INVALID_SCOPE, refused

ACCOUNT_ACCESS = "sso:account:access"

# unconfirmed: which scopes AWS takes; every service of AWS adds its own, so anything of their shape is taken here.
_SCOPE = re.compile(r"[a-z0-9_.-]+(?::[a-z0-9_.-]+){1,2}|openid|aws|offline_access")


def checked_scopes(asked: Iterable[str]) -> tuple[str, ...]:
    """The scopes without repetition. Raises InvalidScopeException for one that cannot be a scope."""
    scopes = tuple(dict.fromkeys(asked))
    for scope in scopes:
        if not _SCOPE.fullmatch(scope):
            raise _invalid(scope, f"a scope such as {ACCOUNT_ACCESS}")
    return scopes


def granted_scopes(asked: Iterable[str], registered: tuple[str, ...]) -> tuple[str, ...]:
    """What a client gets of what it asks for; all that it registered, where it asks for nothing.

    Raises InvalidScopeException for a scope that the client did not register.
    """
    scopes = tuple(dict.fromkeys(asked))
    for scope in scopes:
        if scope not in registered:
            raise _invalid(scope, f"one of those that the client registered: {', '.join(registered) or 'none'}")
    return scopes or registered


def reach_accounts(scopes: tuple[str, ...]) -> bool:
    """Whether a token with these scopes opens the person's accounts; clients without scopes are older than scopes."""
    return not scopes or ACCOUNT_ACCESS in scopes


def _invalid(found: str, expected: str) -> Exception:
    return refused(
        "InvalidScopeException", INVALID_SCOPE, "token.scope", where="scopes", found=found, expected=expected
    )
