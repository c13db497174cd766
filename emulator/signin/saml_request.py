"""Starts a SAML sign-in: a workflow, and the AuthnRequest that the browser carries to the identity provider."""

from dataclasses import dataclass

from emulator.identity_source.external_idp import external_idp
from emulator.identity_source.service_provider import service_provider
from emulator.identity_source.sources import no_external_idp
from emulator.permissions.instances import Instance
from emulator.saml import names
from emulator.saml.authn_request import write_authn_request
from emulator.signin.destination import safe_destination
from emulator.signin.workflow import start_workflow
from emulator.store.transaction import Transaction


@dataclass(frozen=True, kw_only=True)
class SamlRequest:
    """An AuthnRequest on its way. `by_redirect` tells the binding: a redirect, otherwise a form that posts."""

    xml: str
    sign_in_url: str
    by_redirect: bool
    relay_state: str


def start_saml_sign_in(
    tx: Transaction, instance: Instance, public_url: str, *, destination: str | None
) -> SamlRequest:
    """A new workflow toward `destination` (the portal, if it is not one of our pages), and its request.

    Raises a Refusal (identity-source.no-external-idp) where no provider is connected.
    """
    provider = external_idp(tx, instance.identity_store_id)
    if provider is None:
        raise no_external_idp(instance.identity_store_id)
    workflow = start_workflow(tx, instance, safe_destination(destination, public_url))
    ours = service_provider(instance, public_url)
    return SamlRequest(
        xml=write_authn_request(
            id=workflow.authn_request_id,
            acs_url=ours.acs_url,
            issuer=ours.issuer,
            destination=provider.sign_in_url,
            issue_instant=tx.now(),
        ),
        sign_in_url=provider.sign_in_url,
        by_redirect=provider.sign_in_binding == names.HTTP_REDIRECT,
        # unconfirmed: what AWS sends as RelayState; an opaque value here
        relay_state=workflow.relay_state,
    )
