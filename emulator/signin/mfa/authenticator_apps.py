"""Authenticator apps: registering one, checking its codes, and putting it in sync again."""

from dataclasses import dataclass, replace

from sqlalchemy import insert, select, update

from emulator.directory.user import User
from emulator.guide.refusal import Facts, Refusal
from emulator.signin.mfa.devices import Device, DeviceKind, add_device, find_device, mark_used
from emulator.signin.mfa.events import Operator, record_device_operation
from emulator.signin.mfa.registrations import Registration, close_registration, open_registration
from emulator.signin.mfa.totp import (
    LATE,
    RESYNC_REACH,
    WINDOW,
    as_typed,
    code_refused,
    new_secret,
    step_at,
    step_of_code,
    used_code,
    wrong_code,
)
from emulator.store.tables.mfa import authenticator_apps
from emulator.store.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class _App:
    device_id: str
    secret: str
    drift_steps: int
    last_step: int


def complete_app_registration(
    tx: Transaction, user: User, registration: Registration, code: str, *, name: str | None = None, by: Operator
) -> Device:
    """Assign the app whose code this is. A code that is a little late registers it out of sync.

    Raises Refusals: totp.clock-skew-registration, totp.code-wrong, mfa.too-many-devices, mfa.device-name; the
    registration then stays open.
    """
    present, code = step_at(tx.now()), as_typed(code)
    step = step_of_code(registration.secret, code, around=present, reach=LATE)
    if step is None or step > present + WINDOW:
        raise code_refused(registration.secret, code, around=present, while_doing="registration")
    in_sync = step >= present - WINDOW
    device = assign_app(tx, user, registration.secret, name=name, in_sync=in_sync, last_step=step)
    _finish(tx, user, registration, device, by)
    return device


def assign_app(
    tx: Transaction, user: User, secret: str, *, name: str | None = None, in_sync: bool = True, last_step: int = 0
) -> Device:
    """Store an app that holds this secret. Raises Refusals: mfa.too-many-devices, mfa.device-name."""
    device = add_device(tx, user, DeviceKind.AUTHENTICATOR_APP, name)
    values = {"secret": secret, "in_sync": in_sync, "drift_steps": 0, "last_step": last_step}
    tx.execute(insert(authenticator_apps).values(device_id=device.device_id, **values))
    return find_device(tx, user.user_id, device.device_id)


def register_app_for(
    tx: Transaction, user: User, secret: str | None, *, name: str | None = None, by: Operator
) -> tuple[Device, str]:
    """Register an app for a user who is not there to type a code; returns it with its secret (invented if None).

    Raises Refusals: mfa.disabled, mfa.type-not-allowed, mfa.too-many-devices, mfa.device-name.
    """
    secret = secret or new_secret(tx)
    registration = open_registration(tx, user, DeviceKind.AUTHENTICATOR_APP, secret, by=by)
    device = assign_app(tx, user, secret, name=name)
    _finish(tx, user, registration, device, by)
    return device, secret


def check_code(tx: Transaction, apps: tuple[Device, ...], code: str) -> Device:
    """The app that shows this code now. A code, and every one before it, works once.

    Raises Refusals: totp.clock-skew-sign-in, totp.code-wrong, totp.code-used-twice.
    """
    code = as_typed(code)
    refusal: Refusal | None = None
    for app in (_app(tx, each.device_id) for each in apps):
        present = step_at(tx.now()) + app.drift_steps
        step = step_of_code(app.secret, code, around=present, reach=WINDOW)
        if step is None:
            refused = code_refused(app.secret, code, around=present, while_doing="sign-in")
            # What is known of one app says more than that the code is not another's.
            refusal = refused if refusal is None or refusal.cause == "totp.code-wrong" else refusal
        elif _use(tx, app, step):
            mark_used(tx, app.device_id)
            return next(each for each in apps if each.device_id == app.device_id)
        else:
            refusal = used_code(app.last_step, step)
    # Without any app, as after an administrator has deleted it meanwhile, no code is right.
    raise refusal or wrong_code(code)


def resync(tx: Transaction, apps: tuple[Device, ...], code: str, following: str) -> Device:
    """Learn from two codes in a row how far the clock of one of these apps is off; returns the app, in sync.

    Raises a Refusal (totp.not-in-a-row) where they are not two codes that an app shows one after the other.
    """
    present, found = step_at(tx.now()), "a first code that the app shows at no moment near this one"
    for app in (_app(tx, each.device_id) for each in apps):
        first = step_of_code(app.secret, as_typed(code), around=present, reach=RESYNC_REACH)
        if first is None:
            continue
        second = step_of_code(app.secret, as_typed(following), around=first + 1, reach=0)
        if second is None:
            found = "a second code that does not follow the first"
        elif _use(tx, app, second, drift=second - present):
            mark_used(tx, app.device_id)
            return next(replace(each, in_sync=True) for each in apps if each.device_id == app.device_id)
        else:
            found = "codes that were used before"
    raise _not_in_a_row(found)


def resync_own(tx: Transaction, user: User, device_id: str, code: str, following: str, *, by: Operator) -> Device:
    """`resync` of one app, from the page about it. unconfirmed: the event that AWS records for it."""
    device = resync(tx, (find_device(tx, user.user_id, device_id),), code, following)
    record_device_operation(tx, by, "UpdateMfaDeviceForUser", {"userId": user.user_id, "deviceId": device_id})
    return device


def _finish(tx: Transaction, user: User, registration: Registration, device: Device, by: Operator) -> None:
    close_registration(tx, registration.registration_id)
    parameters = {"userId": user.user_id, "deviceId": device.device_id}
    record_device_operation(tx, by, "CompleteVirtualMfaDeviceRegistration", parameters)


def _use(tx: Transaction, app: _App, step: int, drift: int | None = None) -> bool:
    """Accept the code of that step, unless it or a later one was accepted, also at this very moment."""
    learnt = {} if drift is None else {"drift_steps": drift, "in_sync": True}
    statement = update(authenticator_apps).where(
        authenticator_apps.c.device_id == app.device_id, authenticator_apps.c.last_step < step
    )
    return tx.execute(statement.values(last_step=step, **learnt)) > 0


def _app(tx: Transaction, device_id: str) -> _App:
    row = tx.row(select(authenticator_apps).where(authenticator_apps.c.device_id == device_id))
    assert row is not None, "every authenticator app has its secret"
    return _App(**{name: row[name] for name in _App.__dataclass_fields__})


def _not_in_a_row(found: str) -> Refusal:
    return Refusal(
        "ValidationException",
        # unconfirmed: AWS's words
        "Looks like this code isn't right. Please try again.",
        cause="totp.not-in-a-row",
        facts=Facts(
            where="the two codes", found=found, expected="two codes that the app shows one directly after the other"
        ),
    )
