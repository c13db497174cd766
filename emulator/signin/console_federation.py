"""From the access portal into the AWS Management Console of an account (facts/signin.md §3.1, §4.6)."""

from dataclasses import dataclass

from emulator.accounts.credentials import Credentials, role_credentials
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


def federate(
    tx: Transaction, bearer: Bearer, account_id: str, role_name: str, *, destination: str | None, origin: Origin
) -> ConsoleArrival:
    """Take the role for a session in the console; recorded as `Federate`.

    Raises ForbiddenException where the permission set is not assigned, and what `role_credentials` raises.
    """
    role = role_of_user(tx, bearer.instance, bearer.user.user_id, account_id, role_name)
    if role is None:
        raise role_not_assigned(tx, bearer, account_id, role_name)
    tags = session_tags(tx, bearer.instance, bearer.user, bearer.principal_tags)
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


def _destination(role: AssignedRole, of_link: str | None) -> tuple[str, str]:
    """The link's destination wins over the permission set's relay state (facts/signin.md §3.1)."""
    if of_link:
        return of_link, "the link"
    if role.relay_state:
        return role.relay_state, "the permission set's relay state"
    return CONSOLE_HOME, "nothing else: the console's home page"
