"""Registering an authenticator app, its codes at sign-in, and putting it in sync."""

from collections.abc import Sequence

import pytest

from emulator.guide.refusal import Refusal
from emulator.signin.mfa.authenticator_apps import assign_app, check_code, register_app_for, resync
from emulator.signin.mfa.devices import Device, DeviceKind, devices_of
from emulator.signin.mfa.registering import Proof, complete_registration, start_registration
from emulator.signin.mfa.totp import step_at
from signin.mfa.conftest import SECRET, Home, cause_of, code_of_step


def code(home: Home, seconds: float = 0, secret: str = SECRET) -> str:
    """What an app shows whose clock is off by so many seconds."""
    return code_of_step(secret, step_at(home.clock.now()) + int(seconds // 30))


def register(home: Home, *, off_by: float = 0, late_by: float = 0) -> Device:
    """Scan the QR code and type a code, as the page does it."""
    with home.store.transaction() as tx:
        registration = start_registration(tx, home.user, DeviceKind.AUTHENTICATOR_APP, by=home.by)
    typed = code(home, off_by, registration.secret)
    home.later(late_by)
    with home.store.transaction() as tx:
        id, proof = registration.registration_id, Proof(code=typed)
        return complete_registration(tx, home.user, id, proof, "http://localhost", by=home.by)


def assign(home: Home, *, in_sync: bool = True) -> Device:
    with home.store.transaction() as tx:
        return assign_app(tx, home.user, SECRET, in_sync=in_sync)


def sign_in(home: Home, typed: str, apps: Sequence[Device]) -> Device:
    with home.store.transaction() as tx:
        return check_code(tx, tuple(apps), typed)


def test_right_code_registers_the_app_in_sync(home: Home) -> None:
    device = register(home)
    assert (device.kind, device.name, device.in_sync) == (DeviceKind.AUTHENTICATOR_APP, "Authenticator app", True)
    with home.store.transaction() as tx:
        assert devices_of(tx, home.user.user_id) == (device,)


def test_registration_is_recorded_without_the_secret(home: Home) -> None:
    register(home)
    events = home.events()
    assert [event["eventName"] for event in events] == [
        "StartVirtualMfaDeviceRegistration",
        "CompleteVirtualMfaDeviceRegistration",
    ]
    assert {event["eventSource"] for event in events} == {"sso-directory.amazonaws.com"}
    assert events[0]["userIdentity"]["onBehalfOf"]["userId"] == home.user.user_id
    assert "secret" not in str(events).lower()


@pytest.mark.parametrize("off_by", [-30, 0, 30])
def test_clock_may_be_off_by_one_step(home: Home, off_by: float) -> None:
    assert register(home, off_by=off_by).in_sync
    app = assign(home)
    assert sign_in(home, code(home, off_by), [app]) == app


def test_late_code_registers_the_app_out_of_sync(home: Home) -> None:
    assert not register(home, late_by=120).in_sync


@pytest.mark.parametrize("off_by", [-600, 60, 3600])
def test_clock_that_is_further_off_is_refused_at_registration(home: Home, off_by: float) -> None:
    with pytest.raises(Refusal) as caught:
        register(home, off_by=off_by)
    assert cause_of(caught) == "totp.clock-skew-registration"


@pytest.mark.parametrize("off_by", [-60, 60, 600])
def test_clock_that_is_further_off_is_refused_at_sign_in(home: Home, off_by: float) -> None:
    app = assign(home)
    with pytest.raises(Refusal) as caught:
        sign_in(home, code(home, off_by), [app])
    assert cause_of(caught) == "totp.clock-skew-sign-in"


def test_refused_registration_stays_open_for_another_code(home: Home) -> None:
    with home.store.transaction() as tx:
        registration = start_registration(tx, home.user, DeviceKind.AUTHENTICATOR_APP, by=home.by)
    proof = Proof(code="nonsense")
    with pytest.raises(Refusal), home.store.transaction() as tx:
        complete_registration(tx, home.user, registration.registration_id, proof, "http://localhost", by=home.by)
    with home.store.transaction() as tx:
        proof = Proof(code=code(home, secret=registration.secret))
        complete_registration(tx, home.user, registration.registration_id, proof, "http://localhost", by=home.by)
    with pytest.raises(Refusal) as caught, home.store.transaction() as tx:
        complete_registration(tx, home.user, registration.registration_id, proof, "http://localhost", by=home.by)
    assert cause_of(caught) == "mfa.registration-over"


def test_registration_of_another_user_cannot_be_completed(home: Home) -> None:
    with home.store.transaction() as tx:
        registration = start_registration(tx, home.user, DeviceKind.AUTHENTICATOR_APP, by=home.by)
    proof = Proof(code=code(home, secret=registration.secret))
    with pytest.raises(Refusal) as caught, home.store.transaction() as tx:
        complete_registration(tx, home.other, registration.registration_id, proof, "http://localhost", by=home.by)
    assert cause_of(caught) == "mfa.registration-over"


def test_registration_ends_after_ten_minutes(home: Home) -> None:
    with pytest.raises(Refusal) as caught:
        register(home, late_by=600)
    assert cause_of(caught) == "mfa.registration-over"


def test_code_works_once(home: Home) -> None:
    app = assign(home)
    typed = code(home)
    sign_in(home, typed, [app])
    with pytest.raises(Refusal) as caught:
        sign_in(home, typed, [app])
    assert cause_of(caught) == "totp.code-used-twice"
    home.later(30)
    sign_in(home, code(home), [app])


def test_older_code_of_the_window_is_refused_after_a_newer_one(home: Home) -> None:
    app = assign(home)
    sign_in(home, code(home), [app])
    with pytest.raises(Refusal) as caught:
        sign_in(home, code(home, -30), [app])
    assert cause_of(caught) == "totp.code-used-twice"
    assert caught.value.facts.found == "a code 30 seconds older than the last used one"


def test_code_that_registered_the_app_is_used_up(home: Home) -> None:
    with home.store.transaction() as tx:
        registration = start_registration(tx, home.user, DeviceKind.AUTHENTICATOR_APP, by=home.by)
        typed = code(home, secret=registration.secret)
        id, proof = registration.registration_id, Proof(code=typed)
        app = complete_registration(tx, home.user, id, proof, "http://localhost", by=home.by)
    with pytest.raises(Refusal) as caught:
        sign_in(home, typed, [app])
    assert cause_of(caught) == "totp.code-used-twice"


def test_either_of_two_apps_will_do(home: Home) -> None:
    first = assign(home)
    with home.store.transaction() as tx:
        second, secret = register_app_for(tx, home.user, None, by=home.admin)
    assert second.name == "Authenticator app 2"
    assert sign_in(home, code(home, secret=secret), [first, second]) == second
    assert sign_in(home, code(home), [first, second]) == first


def test_without_an_app_every_code_is_wrong(home: Home) -> None:
    with pytest.raises(Refusal) as caught:
        sign_in(home, "123456", [])
    assert cause_of(caught) == "totp.code-wrong"


@pytest.mark.parametrize("off_by", [-1800, -30, 0, 300])
def test_two_codes_in_a_row_put_the_app_in_sync_with_its_own_clock(home: Home, off_by: float) -> None:
    app = assign(home, in_sync=False)
    with home.store.transaction() as tx:
        synced = resync(tx, (app,), code(home, off_by), code(home, off_by + 30))
    assert synced.in_sync
    home.later(60)
    assert sign_in(home, code(home, off_by + 30), [synced]).device_id == app.device_id


@pytest.mark.parametrize(("first", "second"), [(0, 0), (0, 60), (30, 0)])
def test_other_pairs_of_codes_do_not_sync(home: Home, first: float, second: float) -> None:
    app = assign(home, in_sync=False)
    with pytest.raises(Refusal) as caught, home.store.transaction() as tx:
        resync(tx, (app,), code(home, first), code(home, second))
    assert cause_of(caught) == "totp.not-in-a-row"


def test_codes_that_were_used_do_not_sync(home: Home) -> None:
    app = assign(home, in_sync=False)
    pair = code(home), code(home, 30)
    with home.store.transaction() as tx:
        resync(tx, (app,), *pair)
    with pytest.raises(Refusal) as caught, home.store.transaction() as tx:
        resync(tx, (app,), *pair)
    assert caught.value.facts.found == "codes that were used before"


def test_code_after_a_sync_works_once_too(home: Home) -> None:
    app = assign(home, in_sync=False)
    with home.store.transaction() as tx:
        synced = resync(tx, (app,), code(home), code(home, 30))
    with pytest.raises(Refusal) as caught:
        sign_in(home, code(home, 30), [synced])
    assert cause_of(caught) == "totp.code-used-twice"
