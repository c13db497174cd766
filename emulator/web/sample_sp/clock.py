"""The time that python3-saml checks with: it asks the machine, and the application may have another clock."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime

from onelogin.saml2.utils import OneLogin_Saml2_Utils

from emulator.clock import system_now

_now: ContextVar[Callable[[], datetime]] = ContextVar("now", default=system_now)


@contextmanager
def telling(now: Callable[[], datetime]) -> Iterator[None]:
    """While this lasts, python3-saml takes `now()` for the time in this thread; everybody else sees no difference."""
    token = _now.set(now)
    try:
        yield
    finally:
        _now.reset(token)


def _seconds() -> int:
    return int(_now.get()().timestamp())


# The library offers no parameter for it: its own look at the machine's time is a static method without arguments.
OneLogin_Saml2_Utils.now = staticmethod(_seconds)
