"""A test IdP with keys of its own, and the emulator that trusts the built-in one."""

from datetime import UTC, datetime, timedelta

import pytest

from emulator.clock import Clock
from emulator.ids import Identifiers
from emulator.saml.check import Expectations, IdentityProvider, Person, ServiceProvider
from emulator.saml.signing import SigningKey
from emulator.seed.model import Seed, SeedUser
from emulator.server import Server
from emulator.web.test_idp.issuing import Keys
from emulator.web.test_idp.provider import TestIdp
from emulator.web.test_idp.service_provider import RegisteredApplication
from tests.conftest import RunningEmulator
from tests.saml.keys import signing_key

NOW = datetime(2026, 9, 29, 12, tzinfo=UTC)
ACS_URL = "http://127.0.0.1:8250/platform/saml/acs/75732d656173742d312d059231ef-7dc0-44bb-8ebe-3427c5a9fe86"
AUDIENCE = "http://127.0.0.1:8250/platform/saml/d-9067abcdef"
ANA = Person(user_id="94482488-3041-7026-18f3-be45837cd0e4", user_name="ana@example.com", enabled=True)


class OnlyAna:
    """A directory with one user, whose name is found in any letter case."""

    def by_user_name(self, user_name: str) -> Person | None:
        return ANA if user_name.lower() == ANA.user_name else None

    def by_email(self, email: str) -> Person | None:
        return None


def _key(name: str, *, years: tuple[int, int] = (2025, 2035)) -> SigningKey:
    made = signing_key(name, datetime(years[0], 1, 1, tzinfo=UTC), datetime(years[1], 1, 1, tzinfo=UTC))
    return SigningKey(private_key_pem=made.private_pem, certificate_pem=made.certificate_pem)


@pytest.fixture
def clock() -> Clock:
    """A clock that stands still."""
    clock = Clock()
    clock.freeze(NOW)
    return clock


@pytest.fixture
def idp(clock: Clock) -> TestIdp:
    """A provider without HTTP, connected to one application."""
    return TestIdp(
        base_url="http://idp.example.com",
        keys=Keys(current=_key("idp"), other=_key("other"), expired=_key("old", years=(2015, 2020))),
        clock=clock,
        ids=Identifiers(),
        default_application=lambda: RegisteredApplication(audience=AUDIENCE, acs_urls=(ACS_URL,)),
        suggestions=lambda: ("bo@example.com",),
    )


@pytest.fixture
def expected(idp: TestIdp) -> Expectations:
    """What the application knows: the provider's two published certificates, Ana, one request that waits."""
    return Expectations(
        service_provider=ServiceProvider(acs_url=ACS_URL, issuer=AUDIENCE),
        identity_provider=IdentityProvider(
            issuer=idp.entity_id,
            certificates=(idp.keys.current.certificate_pem, idp.keys.expired.certificate_pem),
        ),
        now=NOW + timedelta(seconds=1),
        directory=OnlyAna(),
        is_outstanding=lambda request_id: request_id == "aws_asked",
        is_consumed=lambda assertion_id: False,
        access_control_attributes=True,
        provisioning=True,
    )


@pytest.fixture
def with_ana(server: Server) -> RunningEmulator:
    """The emulator with one user, and attributes for access control enabled."""
    assert server.emulator is not None
    ana = SeedUser(user_name="ana@example.com", given_name="Ana", family_name="Ruiz", email="ana@example.com")
    server.emulator.reset(Seed(users=(ana,), access_control_attributes=True))
    return RunningEmulator(server.url, server.emulator.context)
