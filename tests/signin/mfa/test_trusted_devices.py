"""The context of a sign-in: device, browser and address."""

from dataclasses import replace

from emulator.signin.mfa.trusted_devices import is_trusted, trust_device
from emulator.trail.event import Origin
from signin.mfa.conftest import ORIGIN, Home


def trust(home: Home) -> str:
    with home.store.transaction() as tx:
        return trust_device(tx, home.user.user_id, ORIGIN).secret


def trusted(home: Home, secret: str | None, origin: Origin = ORIGIN, user_id: str | None = None) -> bool:
    with home.store.transaction() as tx:
        return is_trusted(tx, user_id or home.user.user_id, secret, origin)


def test_same_context_is_trusted(home: Home) -> None:
    assert trusted(home, trust(home))


def test_another_device_browser_or_address_is_another_context(home: Home) -> None:
    secret = trust(home)
    assert not trusted(home, None)
    assert not trusted(home, "another secret")
    assert not trusted(home, secret, replace(ORIGIN, user_agent="another browser"))
    assert not trusted(home, secret, replace(ORIGIN, source_ip="203.0.113.7"))


def test_device_is_trusted_for_the_user_who_said_so(home: Home) -> None:
    assert not trusted(home, trust(home), user_id=home.other.user_id)


def test_trust_ends_after_thirty_days(home: Home) -> None:
    secret = trust(home)
    home.later(30 * 24 * 3600 - 1)
    assert trusted(home, secret)
    home.later(1)
    assert not trusted(home, secret)
