"""The admin console."""

from collections.abc import Callable

import requests

from tests.gallery.mfa import WITH_APP
from tests.gallery.shown_page import ShownPage
from tests.gallery.visit import Visit

_ANA = "ana@example.com"
_DIRECTORY = {
    "domain": "corp.example.com",
    "netbios_name": "CORP",
    "users": [{"sam_account_name": "lena", "given_name": "Lena", "surname": "Fischer", "mail": "lena@example.com"}],
    "groups": [{"name": "Engineers", "members": ["lena"]}],
}


def _open(path: str, *, own_directory: bool = False) -> Callable[[Visit], None]:
    def show(visit: Visit) -> None:
        if own_directory:
            visit.start(groups=[{"display_name": "Engineers", "members": ["jane.doe"]}])
        else:
            visit.start_with_provider()
        visit.open(f"/console{path}")

    return show


def _follow(path: str, link: str, *, own_directory: bool = False) -> Callable[[Visit], None]:
    def show(visit: Visit) -> None:
        _open(path, own_directory=own_directory)(visit)
        visit.page.get_by_role("link", name=link, exact=True).click()

    return show


def _refuse(visit: Visit) -> None:
    """A person whom nobody has provisioned signs in, and a SCIM client leaves a display name out."""
    visit.start_with_provider()
    endpoint = visit.control("GET", "scim/tenant")["endpoint"].replace("localhost", "127.0.0.1")
    token = visit.control("POST", "scim/tokens")["secret"]
    user = {"userName": "zoe@example.com", "name": {"givenName": "Zoe", "familyName": "Zhao"}, "displayName": ""}
    requests.post(f"{endpoint}/Users", json=user, headers={"Authorization": f"Bearer {token}"}, timeout=5)
    visit.open("/start")
    visit.answer_as("zoe@example.com")
    visit.page.get_by_role("heading", name="Something went wrong").wait_for()


def _refused(path: str) -> Callable[[Visit], None]:
    def show(visit: Visit) -> None:
        _refuse(visit)
        visit.open(f"/console{path}")

    return show


def _refusal(visit: Visit) -> None:
    _refused("/refusals")(visit)
    visit.page.locator("#refusals a").first.click()


def _event(visit: Visit) -> None:
    _refused("/trail")(visit)
    visit.page.locator("#events summary").first.click()


def _lab(visit: Visit) -> None:
    """A lab is begun, a hint asked for, and nothing repaired yet."""
    _open("/labs/jane-is-back")(visit)
    visit.page.locator("#start summary").click()
    for button in ("Really: Replace the state and begin", "Next hint", "Check"):
        visit.page.get_by_role("button", name=button.removeprefix("Really: "), exact=True).click()
        visit.page.wait_for_load_state("load")


def _mail(visit: Visit) -> None:
    visit.start()
    visit.control("POST", f"users/{visit.user().user_id}/password", {"mode": "EMAIL"})
    visit.open("/console/mail")


def _message(visit: Visit) -> None:
    _mail(visit)
    visit.page.locator("#messages a").first.click()


def _refused_user(visit: Visit) -> None:
    _open("/users/add", own_directory=True)(visit)
    for name, value in (
        ("User name", "jane.doe"),
        ("First name", "Jane"),
        ("Last name", "Doe"),
        ("Display name", "J"),
    ):
        visit.page.get_by_label(name, exact=True).fill(value)
    visit.press("Add user")


def _user(tab: str = "", *, provider: bool = False) -> Callable[[Visit], None]:
    def show(visit: Visit) -> None:
        if provider:
            visit.start_with_provider()
        else:
            visit.start(users=[WITH_APP], mfa={"prompt": "always-on"})
        visit.open(f"/console/users/{visit.user(_ANA if provider else 'jane.doe').user_id}{tab}")

    return show


def _one_time_password(visit: Visit) -> None:
    _user()(visit)
    visit.press("Generate a one-time password and share the password with the user")


def _new_token(visit: Visit) -> None:
    _open("/provisioning")(visit)
    visit.press("Generate token")


def _active_directory(visit: Visit) -> None:
    visit.start(active_directory=_DIRECTORY)
    visit.open("/console/identity-source/active-directory")


def _fault(visit: Visit) -> None:
    visit.start_with_provider()
    visit.control("POST", "faults", {"service": "scim", "operation": "CreateUser", "error": {"status": 429}})
    visit.open("/console/faults")


def _moved_clock(visit: Visit) -> None:
    _open("/clock")(visit)
    visit.press("Let 7 days pass")


PAGES = (
    ShownPage("console-overview", "The console, after two refusals", "Overview", _refused("")),
    ShownPage("console-refusals", "What was refused", "Refusals", _refused("/refusals")),
    ShownPage(
        "console-refusal",
        "A refusal: what was seen, the event, the cause and the fix",
        "The user signs in before SCIM has created the account",
        _refusal,
    ),
    ShownPage("console-trail", "The events, one of them open", "Trail", _event),
    ShownPage("console-mail", "Messages to users", "Mail", _mail),
    ShownPage("console-message", "A message", "AWS Directory Service Reset Password Request", _message),
    ShownPage("console-users", "The users, kept by a provider", "Users", _open("/users")),
    ShownPage("console-new-user-refused", "A user who is refused, with the diagnosis", "Add user", _refused_user),
    ShownPage("console-user", "One user", "Jane Doe", _user()),
    ShownPage(
        "console-user-access",
        "What a user may use, and the chain to it",
        "Ana Ramirez",
        _user("/access?walk=yes", provider=True),
    ),
    ShownPage("console-user-devices", "The MFA devices of a user", "Jane Doe", _user("/mfa")),
    ShownPage("console-one-time-password", "A one-time password", "One-time password", _one_time_password),
    ShownPage(
        "console-group", "A group and its members", "Engineers", _follow("/groups", "Engineers", own_directory=True)
    ),
    ShownPage("console-identity-source", "The identity source", "Identity source", _open("/identity-source")),
    ShownPage(
        "console-change-source",
        "Changing the identity source: what it does comes first",
        "Replace the external identity provider",
        _open("/identity-source/change/external-idp"),
    ),
    ShownPage("console-active-directory", "An Active Directory", "Active Directory", _active_directory),
    ShownPage("console-provisioning", "A new access token", "Automatic provisioning", _new_token),
    ShownPage("console-authentication", "MFA and more", "Authentication", _open("/authentication")),
    ShownPage("console-account", "Who is assigned in an account", "Sandbox", _follow("/accounts", "Sandbox")),
    ShownPage(
        "console-permission-set",
        "A permission set and its policies",
        "Administrator",
        _follow("/permission-sets", "Administrator"),
    ),
    ShownPage(
        "console-application",
        "A SAML application",
        "Sample application",
        _follow("/applications", "Sample application"),
    ),
    ShownPage("console-faults", "A fault, and the form for another", "Faults", _fault),
    ShownPage("console-clock", "The clock, a week ahead", "Clock", _moved_clock),
    ShownPage("console-state", "Snapshots, export and a fresh start", "State", _open("/state")),
    ShownPage("console-labs", "The courses of labs", "Labs", _open("/labs")),
    ShownPage("console-lab", "A lab that is not solved yet", "jane-is-back", _lab),
)
