"""SAML applications: sending the assertion, administrator mode, refusals; and the sample application."""

from tests.gallery.shown_page import ShownPage
from tests.gallery.visit import Visit

_ANA = "ana@example.com"
_QUERY = "account_id=222233334444&role_name=Viewer"


def _start(visit: Visit, user_name: str = _ANA, **seed: object) -> str:
    """Somebody is signed in; the path of the application's tile."""
    visit.start_with_provider(**seed)
    visit.sign_in_as(user_name)
    return str(visit.control("GET", "applications")["applications"][0]["portal_url"])


def _send(visit: Visit) -> None:
    tile = _start(visit)
    visit.hold_forms()
    visit.open(tile)


def _arrived(visit: Visit) -> None:
    visit.open(_start(visit))
    visit.page.wait_for_url("**/sample-sp/acs")


def _turned_away(visit: Visit) -> None:
    tile = _start(visit)
    visit.page.request.put(f"{visit.url}/sample-sp/required-attributes", data=["costCenter"])
    visit.open(tile)
    visit.page.wait_for_url("**/sample-sp/acs")


def _refused(visit: Visit) -> None:
    visit.open(_start(visit, "ben@example.com"))


def _shown(visit: Visit) -> None:
    visit.open(f"{_start(visit)}?mode=administrator")


def _shown_for_account(visit: Visit) -> None:
    _start(visit)
    visit.open(f"/start/console?mode=administrator&{_QUERY}")


def _console(visit: Visit) -> None:
    _shown_for_account(visit)
    visit.press("Send to AWS Management Console")


def _landing(visit: Visit) -> None:
    _start(visit)
    visit.open("/sample-sp")


def _not_connected(visit: Visit) -> None:
    visit.start_with_provider(applications=[])
    visit.open("/sample-sp")


_MODE = "You are now in administrator mode"

PAGES = (
    ShownPage("application-send", "The assertion on its way", "Going to Sample application", _send),
    ShownPage(
        "application-no-access",
        "An application that is not assigned, with its diagnosis",
        "An error occurred while signing in to Sample application",
        _refused,
    ),
    ShownPage(
        "administrator-mode",
        "Shift + tile shows the assertion before it is sent",
        _MODE,
        _shown,
        cause="assertion-debug.administrator-mode",
    ),
    ShownPage(
        "administrator-mode-account",
        "Shift + permission set shows the assertion for an AWS account",
        _MODE,
        _shown_for_account,
    ),
    ShownPage("aws-sign-in", "The assertion has opened a session", "AWS would open its console here", _console),
    ShownPage("sample-application", "The sample application", "Sample application", _landing),
    ShownPage(
        "sample-application-not-connected", "It knows no identity provider", "Sample application", _not_connected
    ),
    ShownPage("sample-application-signed-in", "Signed in there", "Signed in as ana@example.com", _arrived),
    ShownPage("sample-application-turned-away", "An attribute is missing", "Not signed in", _turned_away),
)
