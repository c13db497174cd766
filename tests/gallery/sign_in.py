"""Signing in: user name and password, the way to an identity provider, and AWS's pages for what went wrong."""

from datetime import timedelta

from emulator.identity_source.external_idp import connect_external_idp
from emulator.permissions.instances import organization_instance
from emulator.saml import names
from tests.gallery.shown_page import ShownPage
from tests.gallery.visit import Visit

_DAY = timedelta(days=1)
LONG_NAME = "somebody.with.a.rather.long.user.name@a.very.long.subdomain.of.example.com"


def _user_name(visit: Visit) -> None:
    visit.start()
    visit.open("/start")


def _password(visit: Visit) -> None:
    visit.start()
    visit.enter_user_name()


def _wrong_password(visit: Visit) -> None:
    _password(visit)
    visit.enter_password("wrong")


def _long_user_name(visit: Visit) -> None:
    visit.start()
    visit.enter_user_name(LONG_NAME)
    visit.enter_password("wrong")


def _to_provider(visit: Visit) -> None:
    """A provider that wants its requests posted."""
    visit.start_with_provider()
    metadata = visit.emulator.test_idp.metadata()
    only_post = metadata.replace(names.HTTP_REDIRECT, "urn:oasis:names:tc:SAML:2.0:bindings:SOAP")
    with visit.emulator.context.store.transaction() as tx:
        connect_external_idp(tx, organization_instance(tx).identity_store_id, metadata=only_post)
    visit.hold_forms()
    visit.open("/start")


def _refused(visit: Visit, name_id: str, *faults: str) -> None:
    visit.start_with_provider()
    visit.arrive_with_response(name_id, *faults)


def _expired(visit: Visit) -> None:
    _password(visit)
    visit.emulator.context.clock.advance(_DAY)
    visit.enter_password()


PAGES = (
    ShownPage("sign-in-user-name", "The page that asks for the user name", "Sign in", _user_name),
    ShownPage("sign-in-password", "The page that asks for the password", "Sign in", _password),
    ShownPage("sign-in-wrong-password", "A wrong password, with its diagnosis", "Sign in", _wrong_password),
    ShownPage("sign-in-long-user-name", "A long user name that nobody has", "Sign in", _long_user_name),
    ShownPage(
        "sign-in-to-provider", "On the way to an identity provider", "Going to your identity provider", _to_provider
    ),
    ShownPage(
        "sign-in-no-such-user",
        "AWS's page for a name identifier that no user has, with its diagnosis",
        "Something went wrong",
        lambda visit: _refused(visit, "chen.li@example.com"),
    ),
    ShownPage(
        "sign-in-no-such-user-without-panel",
        "The page as AWS shows it",
        "Something went wrong",
        lambda visit: _refused(visit, "chen.li@example.com"),
        panel=False,
    ),
    ShownPage(
        "sign-in-its-not-you-without-panel",
        "The page as AWS shows it",
        "It's not you, it's us",
        lambda visit: _refused(visit, "ana@example.com", "wrong-certificate"),
        panel=False,
    ),
    ShownPage(
        "sign-in-unexpected-error-without-panel",
        "The page as AWS shows it",
        "An unexpected error has occurred",
        lambda visit: _refused(visit, "ana@example.com", "wrong-destination"),
        panel=False,
    ),
    ShownPage(
        "sign-in-its-not-you",
        "AWS's page for a certificate that is not the provider's, with its diagnosis",
        "It's not you, it's us",
        lambda visit: _refused(visit, "ana@example.com", "wrong-certificate"),
    ),
    ShownPage(
        "sign-in-unexpected-error",
        "AWS's page for a response to another address, with its diagnosis",
        "An unexpected error has occurred",
        lambda visit: _refused(visit, "ana@example.com", "wrong-destination"),
    ),
    ShownPage("sign-in-expired", "A sign-in that took too long", "Your sign-in session has expired", _expired),
)
