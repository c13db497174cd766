"""What a response that arrives at our ACS URL is measured against: the state of the running emulator."""

from dataclasses import dataclass

from sqlalchemy import select

from emulator.directory.user import User
from emulator.directory.users import user_by_primary_email, user_by_user_name
from emulator.identity_source.external_idp import external_idp
from emulator.identity_source.scim_tenants import tenant_of_identity_store
from emulator.identity_source.service_provider import service_provider
from emulator.identity_source.sources import no_external_idp
from emulator.permissions.access_control_attributes import access_control_attributes_enabled
from emulator.permissions.instances import Instance
from emulator.saml.expectations import Expectations, IdentityProvider, Person
from emulator.signin.workflow import workflow_of_request
from emulator.store.tables.signin import consumed_assertions
from emulator.store.transaction import Transaction


def saml_expectations(tx: Transaction, instance: Instance, public_url: str) -> Expectations:
    """The expectations of this moment; they read from `tx`, so they hold as long as it does.

    Raises a Refusal (identity-source.no-external-idp) where no provider is connected.
    """
    provider = external_idp(tx, instance.identity_store_id)
    if provider is None:
        raise no_external_idp(instance.identity_store_id)
    return Expectations(
        service_provider=service_provider(instance, public_url),
        identity_provider=IdentityProvider(
            issuer=provider.issuer,
            certificates=tuple(imported.certificate.pem for imported in provider.certificates),
            name_id_formats=provider.name_id_formats,
        ),
        now=tx.now(),
        directory=_People(tx, instance.identity_store_id),
        is_outstanding=lambda request_id: _is_outstanding(tx, instance, request_id),
        is_consumed=lambda assertion_id: _is_consumed(tx, instance, assertion_id),
        access_control_attributes=access_control_attributes_enabled(tx, instance.instance_arn),
        provisioning=tenant_of_identity_store(tx, instance.identity_store_id) is not None,
    )


@dataclass(frozen=True)
class _People:
    """The users of one identity store, as the SAML rules ask for them."""

    tx: Transaction
    identity_store_id: str

    def by_user_name(self, user_name: str) -> Person | None:
        return _person(user_by_user_name(self.tx, self.identity_store_id, user_name))

    def by_email(self, email: str) -> Person | None:
        return _person(user_by_primary_email(self.tx, self.identity_store_id, email))


def _person(user: User | None) -> Person | None:
    return Person(user_id=user.user_id, user_name=user.user_name, enabled=user.active) if user is not None else None


def _is_outstanding(tx: Transaction, instance: Instance, request_id: str) -> bool:
    workflow = workflow_of_request(tx, instance.instance_arn, request_id)
    return workflow is not None and workflow.waits_at(tx.now())


def _is_consumed(tx: Transaction, instance: Instance, assertion_id: str) -> bool:
    columns = consumed_assertions.c
    found = tx.value(
        select(columns.assertion_id).where(
            columns.identity_store_id == instance.identity_store_id, columns.assertion_id == assertion_id
        )
    )
    return found is not None
