"""From the access portal into the AWS Management Console of an account (facts/signin.md §3.1, §4.6)."""

from collections.abc import Mapping
from dataclasses import dataclass

from emulator.accounts.console_assertion import console_response
from emulator.accounts.credentials import Credentials, role_credentials
from emulator.accounts.federated_role import federated_role
from emulator.accounts.saml_federation_events import SIGNIN_AUDIENCE
from emulator.permissions.access import AssignedRole, role_of_user
from emulator.permissions.access_control_attributes import session_tags
from emulator.signin.bearer import Bearer
from emulator.signin.events import record_portal_call
from emulator.signin.no_access import role_not_assigned
from emulator.store.transaction import Transaction
from emulator.trail.event import Origin

CONSOLE_HOME = "https://console.aws.amazon.com/"


@dataclass(frozen=True, kw_only=True)
class ConsoleArrival:
    """What the console would open with: `destination` comes from the link, the relay state, or is the home page."""

    role: AssignedRole
    credentials: Credentials
    destination: str
    destination_from: str
    tags: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class ConsoleAssertion:
    """What the portal sends to AWS's sign-in endpoint: the SAML response as XML, and the relay state."""

    xml: str
    acs_url: str
    relay_state: str


def federate(
    tx: Transaction, bearer: Bearer, account_id: str, role_name: str, *, destination: str | None, origin: Origin
) -> ConsoleArrival:
    """Take the role for a session in the console; recorded as `Federate`.

    Raises ForbiddenException where the permission set is not assigned, and what `role_credentials` raises.
    """
    role, tags = _assigned(tx, bearer, account_id, role_name)
    _record(tx, bearer, account_id, role_name, origin)
    where, named_by = _destination(role, destination)
    return ConsoleArrival(
        role=role,
        credentials=role_credentials(
            tx, account_id, role.role_name, bearer.user.user_name, role.session_duration, tags
        ),
        destination=where,
        destination_from=named_by,
        tags=tuple(sorted(tags.items())),
    )


def console_assertion(
    tx: Transaction, bearer: Bearer, account_id: str, role_name: str, *, destination: str | None, origin: Origin
) -> ConsoleAssertion:
    """The assertion by which the portal would take the role, instead of taking it; recorded as `Federate`.

    unconfirmed: that AWS still shows it; the guide told so until 2021 (facts/signin.md §1).

    Raises ForbiddenException where the permission set is not assigned, and what `federated_role` raises.
    """
    role, tags = _assigned(tx, bearer, account_id, role_name)
    _record(tx, bearer, account_id, role_name, origin)
    where, _ = _destination(role, destination)
    signed_in_at = bearer.session.started_at if bearer.session is not None else tx.now()
    to_take = federated_role(tx, account_id, role.role_name, bearer.user.user_name, tags)
    return ConsoleAssertion(
        xml=console_response(tx, to_take, role.session_duration, signed_in_at=signed_in_at),
        acs_url=SIGNIN_AUDIENCE,
        relay_state=where,
    )


def _assigned(
    tx: Transaction, bearer: Bearer, account_id: str, role_name: str
) -> tuple[AssignedRole, Mapping[str, str]]:
    """The person's role, and the principal tags that go with it."""
    role = role_of_user(tx, bearer.instance, bearer.user.user_id, account_id, role_name)
    if role is None:
        raise role_not_assigned(tx, bearer, account_id, role_name)
    return role, session_tags(tx, bearer.instance, bearer.user, bearer.principal_tags)


def _record(tx: Transaction, bearer: Bearer, account_id: str, role_name: str, origin: Origin) -> None:
    record_portal_call(
        tx,
        bearer.instance,
        name="Federate",
        user_id=bearer.user.user_id,
        user_name=bearer.user.user_name,
        credential_id=bearer.credential_id,
        service_event_details={"account_id": account_id, "role_name": role_name},
        origin=origin,
    )


def _destination(role: AssignedRole, of_link: str | None) -> tuple[str, str]:
    """The link's destination wins over the permission set's relay state (facts/signin.md §3.1)."""
    if of_link:
        return of_link, "the link"
    if role.relay_state:
        return role.relay_state, "the permission set's relay state"
    return CONSOLE_HOME, "nothing else: the console's home page"
