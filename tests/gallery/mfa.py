"""Second factors at sign-in: the challenges, and registering a device."""

from sqlalchemy import insert, update

from emulator.signin.mfa.devices import DeviceKind, add_device
from emulator.store.tables.mfa import authenticator_apps, webauthn_credentials
from tests.gallery.shown_page import ShownPage
from tests.gallery.visit import JANE, PASSWORD, SECRET, Visit

WITH_APP = JANE | {"authenticator_apps": [{"name": "Phone", "secret": SECRET}]}


def add_security_key(visit: Visit, name: str = "YubiKey 5C") -> None:
    """A registered key; nobody has to answer with it."""
    user = visit.user()
    with visit.emulator.context.store.transaction() as tx:
        device = add_device(tx, user, DeviceKind.SECURITY_KEY, name)
        values = {"credential_id": "c2VjdXJpdHkta2V5", "public_key": b"-", "sign_count": 0, "transports": ["usb"]}
        tx.execute(insert(webauthn_credentials).values(device_id=device.device_id, **values))


def put_out_of_sync(visit: Visit) -> None:
    """As an authenticator app is whose first code came late."""
    with visit.emulator.context.store.transaction() as tx:
        tx.execute(update(authenticator_apps).values(in_sync=False))


_CREDENTIALS = ({"user_name": "jane.doe"}, {"password": PASSWORD})


def _sign_in(visit: Visit, user: dict[str, object], *further: dict[str, str], **mfa: object) -> None:
    visit.start(users=[user], mfa=mfa)
    visit.walk(*_CREDENTIALS, *further)


def _code(visit: Visit) -> None:
    _sign_in(visit, WITH_APP)


def _code_with_trust(visit: Visit) -> None:
    _sign_in(visit, WITH_APP, prompt="context-aware")


def _wrong_code(visit: Visit) -> None:
    _code(visit)
    visit.enter_code("123456")


def _resync(visit: Visit) -> None:
    visit.start(users=[WITH_APP], mfa={})
    put_out_of_sync(visit)
    visit.walk(*_CREDENTIALS)


def _key(visit: Visit) -> None:
    visit.start(users=[WITH_APP], mfa={})
    add_security_key(visit)
    visit.walk(*_CREDENTIALS)
    if visit.page.locator("#use-webauthn").count():
        visit.page.locator("#use-webauthn").click()


def _email(visit: Visit) -> None:
    _sign_in(visit, JANE, without_device="email-otp")


def _blocked(visit: Visit) -> None:
    visit.start(mfa={"without_device": "block"})
    visit.enter_user_name()
    visit.enter_password()


def _kinds(visit: Visit) -> None:
    _sign_in(visit, JANE)


def _grey_kinds(visit: Visit) -> None:
    _sign_in(visit, JANE, device_types=["authenticator-apps"])


def _register(visit: Visit, kind: str, **mfa: object) -> None:
    _sign_in(visit, JANE, {"kind": kind}, **mfa)


_VERIFY = "Additional verification required"

PAGES = (
    ShownPage("mfa-code", "A code of the authenticator app is asked for", _VERIFY, _code),
    ShownPage("mfa-trusted-device", "The same in context-aware mode", _VERIFY, _code_with_trust),
    ShownPage("mfa-wrong-code", "A wrong code, with its diagnosis", _VERIFY, _wrong_code),
    ShownPage("mfa-resync", "An authenticator app that is out of sync", "Sync your authenticator app", _resync),
    ShownPage("mfa-security-key", "A security key is asked for", _VERIFY, _key),
    ShownPage("mfa-email", "A mailed one-time password is asked for", "Verify your email address", _email),
    ShownPage(
        "mfa-blocked",
        "No device, and the administrator blocks the sign-in",
        "Your sign-in is blocked. Contact your administrator.",
        _blocked,
    ),
    ShownPage("mfa-register", "A device has to be registered", "Register MFA device", _kinds),
    ShownPage("mfa-register-one-kind", "Only one kind of device is allowed", "Register MFA device", _grey_kinds),
    ShownPage(
        "mfa-register-app",
        "Setting up an authenticator app by its QR code",
        "Set up the authenticator app",
        lambda visit: _register(visit, "authenticator-app", prompt="context-aware"),
    ),
    ShownPage(
        "mfa-register-key",
        "Registering a security key",
        "Register your user's security key",
        lambda visit: _register(visit, "security-key"),
    ),
    ShownPage(
        "mfa-register-built-in",
        "Registering the device's own authenticator",
        "Register your built-in authenticator",
        lambda visit: _register(visit, "built-in-authenticator"),
    ),
)
