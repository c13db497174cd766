"""The AWS access portal."""

from typing import Any

from tests.gallery.mfa import WITH_APP, add_security_key, put_out_of_sync
from tests.gallery.shown_page import ShownPage
from tests.gallery.visit import Visit

_ACCOUNT = "222233334444"
_ANA = "ana@example.com"
_LONG = "tagged.person.with.a.remarkably.long.address@subsidiary.of.a.large.enterprise.example.com"
_MANY: dict[str, Any] = {
    "users": [
        {"user_name": _LONG, "given_name": "Maximiliane Alexandra", "family_name": "von Hohenberg-Wittelsbach"}
    ],
    "groups": [],
    "access_control_attributes": {"CostCenter": "${path:enterprise.costCenter}"},
    "accounts": [
        {
            "account_id": f"{number:012d}",
            "name": f"Payments and settlements, production, region {number}",
            "email": f"aws+payments-settlements-production-{number}@platform.engineering.example.com",
        }
        for number in (222233334444, 333344445555, 444455556666)
    ],
    "permission_sets": [
        {"name": "ReadOnlyForInternalAuditors2026x", "description": "Everything may be looked at, nothing changed"},
        {"name": "Operator"},
    ],
    "assignments": [
        {
            "permission_set": name,
            "accounts": ["management", "222233334444", "333344445555", "444455556666"],
            "users": [_LONG],
        }
        for name in ("ReadOnlyForInternalAuditors2026x", "Operator")
    ],
    "applications": [
        {
            "name": f"Expense reports and travel requests, edition {number}",
            "description": "Book travel, upload receipts, and approve what your team has sent",
            "users": [_LONG],
        }
        for number in range(1, 6)
    ],
}
_QUERY = f"account_id={_ACCOUNT}&role_name=Viewer"


def _as_ana(visit: Visit, path: str) -> None:
    visit.start_with_provider()
    visit.sign_in_as(_ANA)
    visit.open(path)


def _account_open(visit: Visit) -> None:
    _as_ana(visit, "/start")
    visit.page.locator("summary").nth(1).click()


def _nothing_found(visit: Visit) -> None:
    _as_ana(visit, "/start")
    visit.page.locator("#search").fill("no such account")
    visit.page.get_by_text("No account matches").wait_for()


def _long(visit: Visit, path: str) -> None:
    visit.start_with_provider(**_MANY)
    visit.sign_in_as(_LONG)
    visit.open(path)
    for summary in visit.page.locator("summary").all()[:2]:
        summary.click()


def _nothing_assigned(visit: Visit) -> None:
    visit.start_with_provider(assignments=[], applications=[])
    visit.sign_in_as(_ANA)
    visit.open("/start")


def _sessions(visit: Visit) -> None:
    visit.start_with_provider()
    visit.sign_in_as(_ANA)
    visit.sign_in_as(_ANA)
    visit.open("/start/sessions")


def _signed_out(visit: Visit) -> None:
    _as_ana(visit, "/start")
    visit.press("Sign out")


def _devices(visit: Visit, path: str = "", *, user: dict[str, Any] = WITH_APP, **mfa: object) -> None:
    visit.start(users=[user], mfa=mfa)
    if user is WITH_APP:
        put_out_of_sync(visit)
        add_security_key(visit)
    visit.sign_in_as("jane.doe")
    visit.open(f"/start/mfa-devices{path}")


def _device(visit: Visit) -> None:
    _devices(visit)
    visit.page.get_by_role("link", name="Phone").click()


def _register_app(visit: Visit) -> None:
    _devices(visit, "/register", user=_WITHOUT)
    visit.press("Next")


_WITHOUT = {key: value for key, value in WITH_APP.items() if key != "authenticator_apps"}
_HOME = "AWS access portal"

PAGES = (
    ShownPage("portal-accounts", "The accounts of a person", _HOME, lambda visit: _as_ana(visit, "/start")),
    ShownPage("portal-account", "An account with its permission sets", _HOME, _account_open),
    ShownPage(
        "portal-applications",
        "The applications of a person",
        _HOME,
        lambda visit: _as_ana(visit, "/start?tab=applications"),
    ),
    ShownPage("portal-nothing-found", "A filter that nothing matches", _HOME, _nothing_found),
    ShownPage("portal-nothing-assigned", "A person to whom nothing is assigned", _HOME, _nothing_assigned),
    ShownPage("portal-long-names", "Accounts with long names", _HOME, lambda visit: _long(visit, "/start")),
    ShownPage(
        "portal-long-application-names",
        "Applications with long names",
        _HOME,
        lambda visit: _long(visit, "/start?tab=applications"),
    ),
    ShownPage(
        "portal-credentials",
        "Credentials of a role, for the terminal",
        "Get credentials for Viewer",
        lambda visit: _as_ana(visit, f"/start/credentials?{_QUERY}"),
    ),
    ShownPage(
        "portal-shortcut",
        "A shortcut link to a role",
        "Create shortcut",
        lambda visit: _as_ana(visit, f"/start/shortcut?{_QUERY}&destination=https://console.aws.amazon.com/s3/home"),
    ),
    ShownPage(
        "portal-choose-role",
        "A shortcut link without a role",
        "Choose a role",
        lambda visit: _as_ana(visit, f"/start/console?account_id={_ACCOUNT}"),
    ),
    ShownPage(
        "portal-console",
        "What the console would open with",
        "AWS would open its console here",
        lambda visit: _as_ana(visit, f"/start/console?{_QUERY}"),
    ),
    ShownPage(
        "portal-no-access",
        "A role that is not assigned, with its diagnosis",
        "No access",
        lambda visit: _as_ana(visit, f"/start/console?account_id={_ACCOUNT}&role_name=Administrator"),
    ),
    ShownPage("portal-sessions", "The sessions of a person", "Active sessions (2)", _sessions),
    ShownPage("portal-signed-out", "After signing out", "You have signed out", _signed_out),
    ShownPage("portal-mfa-devices", "The MFA devices of a person", "MFA devices", _devices),
    ShownPage(
        "portal-mfa-devices-none",
        "No MFA devices yet, and only administrators may register one",
        "MFA devices",
        lambda visit: _devices(visit, user=_WITHOUT, users_manage_devices=False),
    ),
    ShownPage("portal-mfa-device", "One device, which is out of sync", "Phone", _device),
    ShownPage(
        "portal-mfa-register",
        "Registering a device in the portal",
        "Register MFA device",
        lambda visit: _devices(visit, "/register"),
    ),
    ShownPage(
        "portal-mfa-register-app", "Setting up an app in the portal", "Set up the authenticator app", _register_app
    ),
)
