"""Who may ask at `/authorize`: registered clients, and applications with the authorization code grant."""

from dataclasses import dataclass

from emulator.applications.access_scopes import list_access_scopes
from emulator.applications.applications import find_application
from emulator.applications.grants import AUTHORIZATION_CODE, grant_of
from emulator.guide.refusal import Refusal
from emulator.permissions.instances import Instance, instance_of_arn
from emulator.signin.tokens.clients import find_client, instance_of_client
from emulator.signin.tokens.redirect_uris import is_registered
from emulator.store.transaction import Transaction

# Every application has these (service model, documentation of CreateTokenWithIAM's `scope`).
SCOPES_OF_EVERY_APPLICATION = ("openid", "aws", "sts:identity_context")


@dataclass(frozen=True, kw_only=True)
class Requester:
    """A program that asks. Public ones prove themselves by a code challenge, applications sign their next request."""

    client_id: str
    name: str
    instance: Instance
    redirect_uris: tuple[str, ...]
    scopes: tuple[str, ...]
    may_use_codes: bool
    is_public: bool

    def is_sent_to(self, redirect_uri: str) -> bool:
        """Whether the answer may go there; only for programs on the person's machine does the port not count."""
        if self.is_public:
            return is_registered(redirect_uri, self.redirect_uris)
        return redirect_uri in self.redirect_uris


def find_requester(tx: Transaction, client_id: str) -> Requester:
    """The program of that id, which may be the ARN of an application. Raises InvalidClientException."""
    if client_id.startswith("arn:"):
        application = _application(tx, client_id)
        if application is not None:
            return application
    client = find_client(tx, client_id)
    return Requester(
        client_id=client.client_id,
        name=client.name,
        instance=instance_of_client(tx, client),
        redirect_uris=client.redirect_uris,
        scopes=client.scopes,
        may_use_codes=client.may_use(AUTHORIZATION_CODE),
        is_public=True,
    )


def scopes_of_application(tx: Transaction, application_arn: str) -> tuple[str, ...]:
    """Those that are configured, and those of every application."""
    configured = [scope.scope for scope in list_access_scopes(tx, application_arn).items]
    return tuple(dict.fromkeys((*configured, *SCOPES_OF_EVERY_APPLICATION)))


def _application(tx: Transaction, application_arn: str) -> Requester | None:
    try:
        application = find_application(tx, application_arn.replace("\0", " "))
    except Refusal:
        return None
    grant = grant_of(tx, application_arn, AUTHORIZATION_CODE)
    return Requester(
        client_id=application_arn,
        name=application.name,
        instance=instance_of_arn(tx, application.instance_arn),
        redirect_uris=grant.redirect_uris if grant is not None else (),
        scopes=scopes_of_application(tx, application_arn),
        may_use_codes=grant is not None,
        is_public=False,
    )
