"""Who is signed in to the access portal."""

from collections.abc import Collection
from dataclasses import dataclass

from emulator.directory.user import User
from emulator.directory.users import users_of_ids
from emulator.permissions.instances import Instance
from emulator.signin.events import record_ended_sessions, record_sign_out
from emulator.signin.sessions import EndReason, Session, end_session, live_session, revoke_sessions
from emulator.store.transaction import Transaction
from emulator.trail.event import Origin


@dataclass(frozen=True)
class SignedInPerson:
    """A live session and the user it belongs to."""

    session: Session
    user: User


def signed_in_person(tx: Transaction, instance: Instance, secret: str | None) -> SignedInPerson | None:
    """The person whose session has that secret; None where there is none, or the user is disabled or deleted.

    unconfirmed: that enabling a user again revives a session that has not expired (facts/signin.md §3.5).
    """
    session = live_session(tx, instance.instance_arn, secret) if secret else None
    if session is None:
        return None
    found = users_of_ids(tx, instance.identity_store_id, [session.user_id])
    return SignedInPerson(session, found[0]) if found and found[0].active else None


def sign_out(tx: Transaction, instance: Instance, session: Session, *, origin: Origin) -> None:
    """End the session and record it; ending it twice records one event."""
    if end_session(tx, session.session_id, EndReason.SIGNED_OUT):
        record_sign_out(tx, instance, session, origin=origin)


def end_own_sessions(
    tx: Transaction, instance: Instance, person: SignedInPerson, chosen: Collection[str], *, origin: Origin
) -> None:
    """End the person's sessions of those ids, and record it; those of other people stay as they are."""
    ended = revoke_sessions(tx, instance.instance_arn, person.user.user_id, chosen)
    if ended:
        record_ended_sessions(tx, instance, person.session, ended, origin=origin)
