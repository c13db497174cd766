"""A store with an instance, a connected provider, and two users."""

from dataclasses import dataclass, replace

import pytest

from emulator.directory.user import Email, Name, User, UserDraft
from emulator.directory.users import create_user
from emulator.identity_source.external_idp import connect_external_idp
from emulator.identity_source.service_provider import service_provider
from emulator.permissions.instances import Instance, create_organization_instance
from emulator.signin.saml_request import SamlRequest, start_saml_sign_in
from emulator.signin.saml_sign_in import PostedResponse, SignedIn, sign_in_with_saml
from emulator.store.database import Store
from emulator.store.transaction import Transaction
from emulator.trail.event import Origin
from emulator.trail.trail import LookupFilter, lookup
from signin.provider import Provider

PUBLIC = "http://127.0.0.1:8250"
ANA = "ana@example.com"
BO = "bo@corp.example.com"


@dataclass
class House:
    """An instance with its provider: everything that a sign-in touches."""

    store: Store
    instance: Instance
    provider: Provider

    def start(self, destination: str | None = None) -> SamlRequest:
        """Open the portal: a workflow begins."""
        with self.store.transaction() as tx:
            return start_saml_sign_in(tx, self.instance, PUBLIC, destination=destination)

    def post(self, saml_response: str, relay_state: str | None = None) -> SignedIn:
        """Post a response to the ACS."""
        posted = PostedResponse(
            instance=self.instance,
            saml_response=saml_response,
            relay_state=relay_state,
            public_url=PUBLIC,
            origin=Origin(request_id="11111111-2222-4333-8444-555555555555"),
        )
        return sign_in_with_saml(self.store, posted)

    def events(self, name: str | None = None) -> list[dict[str, object]]:
        """The recorded events, newest first."""
        with self.store.transaction() as tx:
            return [dict(found["event"]) for found in lookup(tx, LookupFilter(event_name=name))]

    def with_session_minutes(self, minutes: int) -> "House":
        """The same house after the length of portal sessions was changed."""
        return replace(self, instance=replace(self.instance, session_minutes=minutes))


@pytest.fixture
def house(store: Store) -> House:
    with store.transaction() as tx:
        tx.clock.freeze(tx.now().replace(microsecond=0))
        instance = create_organization_instance(tx, account_id="111122223333", region="eu-central-1")
        ours = service_provider(instance, PUBLIC)
        provider = Provider(acs_url=ours.acs_url, audience=ours.issuer)
        connect_external_idp(tx, instance.identity_store_id, metadata=provider.metadata)
        add_user(tx, instance, ANA, email=ANA)
        add_user(tx, instance, BO, email="bo@example.com")
    return House(store, instance, provider)


def add_user(tx: Transaction, instance: Instance, user_name: str, *, email: str) -> User:
    """A user with everything that is mandatory."""
    draft = UserDraft(
        user_name=user_name,
        name=Name(given_name="Given", family_name="Family"),
        display_name=f"Display {user_name}",
        emails=(Email(value=email, type="work", primary=True),),
    )
    return create_user(tx, instance.identity_store_id, draft, actor="test")
