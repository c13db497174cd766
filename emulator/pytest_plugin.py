"""The pytest fixture `identity_center`: an IAM Identity Center for each test, in the test's own process.

pytest loads this module in every run where the package is installed, so the emulator is imported by the first fixture
that needs it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from emulator.app import Emulator
    from emulator.clock import Clock
    from emulator.server import Server
    from emulator.web.control.state import ResetAnswer


@dataclass(frozen=True)
class Scim:
    """What a SCIM client is given: the endpoint without a trailing slash, and an access token."""

    endpoint: str
    token: str


class IdentityCenter:
    """A running IAM Identity Center. Before each test it is as newly enabled: no users, the test IdP connected."""

    def __init__(self, server: "Server") -> None:
        self._server = server
        self._made = self._reset({})

    @property
    def url(self) -> str:
        """The base URL of everything, without a trailing slash."""
        return self._server.url

    @property
    def scim(self) -> Scim:
        """Endpoint and first access token of automatic provisioning; LookupError where the seed has none."""
        access = self._made.scim
        if access is None or not access.tokens:
            raise LookupError("the seed enables no automatic provisioning, or no access token")
        return Scim(endpoint=access.endpoint, token=access.tokens[0].secret)

    @property
    def portal_url(self) -> str:
        """Where people sign in: the AWS access portal."""
        return self._made.instance.portal_url

    @property
    def acs_url(self) -> str:
        """Where an identity provider posts SAML responses."""
        return self._made.instance.acs_url

    @property
    def issuer(self) -> str:
        """The entity id, which is the audience of SAML assertions."""
        return self._made.instance.issuer

    @property
    def metadata_url(self) -> str:
        """Where the service-provider metadata can be downloaded."""
        return self._made.instance.metadata_url

    @property
    def identity_store_id(self) -> str:
        """The id of the directory."""
        return self._made.instance.identity_store_id

    @property
    def instance_arn(self) -> str:
        """The ARN of the instance."""
        return self._made.instance.instance_arn

    @property
    def clock(self) -> "Clock":
        """The emulator's clock, to freeze, advance or skew."""
        return self._running.context.clock

    def seed(self, seed: Mapping[str, Any]) -> "IdentityCenter":
        """Start again from a state in the words of a seed file; ValueError names what does not fit.

        Raises Refusal where a documented rule forbids the state (two users of one name, for example).
        """
        self._made = self._reset(seed)
        return self

    def inject_fault(self, **fault: Any) -> None:
        """Let requests fail, in the words of a seed's `faults`: `service="scim", error={"status": 429}, times=2`.

        ValueError names what does not fit. The next test begins without faults.
        """
        from pydantic import ValidationError

        from emulator.fault_injection.rules import add_rule
        from emulator.seed.document import mistakes
        from emulator.seed.fault import SeedFault
        from emulator.seed.faults import described_rule

        try:
            described = SeedFault.model_validate(fault)
        except ValidationError as invalid:
            found = mistakes(invalid, SeedFault, fault)
            raise ValueError("the fault does not fit: " + "; ".join(mistake.text for mistake in found)) from None
        with self._running.context.store.transaction() as tx:
            add_rule(tx, described_rule(tx, described))

    def events(self, name: str | None = None) -> list[dict[str, Any]]:
        """The CloudTrail events since the start of the test, oldest first; with `name`, those of that eventName."""
        from emulator.trail.trail import LookupFilter, follow

        with self._running.context.store.transaction() as tx:
            return [row["event"] for row in follow(tx, LookupFilter(event_name=name), limit=100_000)]

    def refusals(self, cause: str | None = None) -> list[dict[str, Any]]:
        """What was refused since the start of the test, oldest first: code, message, diagnosis, request."""
        from emulator.web.control.happened import RefusalQuery, list_refusals

        with self._running.context.store.transaction() as tx:
            found = list_refusals(tx, RefusalQuery(cause=cause, limit=10_000))
        return [entry.model_dump(mode="json") for entry in found]

    @property
    def _running(self) -> "Emulator":
        assert self._server.emulator is not None
        return self._server.emulator

    def _reset(self, content: Mapping[str, Any]) -> "ResetAnswer":
        from pydantic import ValidationError

        from emulator.seed.document import mistakes
        from emulator.seed.model import Seed
        from emulator.web.control.state import describe_planted

        try:
            seed = Seed.model_validate(dict(content))
        except ValidationError as invalid:
            found = mistakes(invalid, Seed, content)
            raise ValueError("the seed does not fit: " + "; ".join(mistake.text for mistake in found)) from None
        return describe_planted(self._running.reset(seed), self._server.url)


@pytest.fixture(scope="session")
def identity_center_server() -> Iterator["Server"]:
    """The one server of the session, on a free port; its state is in memory, whatever the environment says."""
    from emulator.server import Server
    from emulator.settings import Settings

    settings = Settings(
        host="127.0.0.1",
        port=0,
        tls=False,
        public_url=None,
        admin_token=None,
        data=None,
        database_url=None,
        seed=None,
    )
    with Server(settings) as server:
        yield server


@pytest.fixture
def identity_center(identity_center_server: "Server") -> IdentityCenter:
    """A newly enabled IAM Identity Center, on a real socket of this machine."""
    return IdentityCenter(identity_center_server)
