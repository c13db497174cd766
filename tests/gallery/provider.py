"""The test identity provider."""

from tests.gallery.shown_page import ShownPage
from tests.gallery.visit import Visit


def _choose(visit: Visit) -> None:
    visit.start_with_provider()
    visit.open("/start")


def _faults(visit: Visit) -> None:
    _choose(visit)
    visit.page.get_by_text("What shall be wrong with the response").click()
    visit.page.locator("input[name=fault]").first.check()


def _options(visit: Visit) -> None:
    _choose(visit)
    visit.page.get_by_text("Attributes, signature, addresses").click()


def _review(visit: Visit) -> None:
    _choose(visit)
    visit.answer_as("ana@example.com", "wrong-certificate", review=True)


def _landing(visit: Visit) -> None:
    visit.start_with_provider()
    visit.open("/idp")


def _problem(visit: Visit) -> None:
    visit.start_with_provider()
    visit.open("/idp/sso?SAMLRequest=x")


PAGES = (
    ShownPage("test-idp", "The test identity provider is asked who you are", "Sign in", _choose),
    ShownPage("test-idp-faults", "What can be wrong with its responses", "Sign in", _faults),
    ShownPage("test-idp-options", "What else can be chosen", "Sign in", _options),
    ShownPage("test-idp-review", "A response before it is sent", "Ready to send", _review),
    ShownPage("test-idp-landing", "The test identity provider's own page", "Sign in", _landing),
    ShownPage("test-idp-problem", "A request that it cannot read", "That cannot be read", _problem),
)
