"""What a person does with a mailed link: accept an invitation, set a new password, verify an address."""

from sqlalchemy import delete, insert

from emulator.directory.user import User
from emulator.directory.users import users_of_ids
from emulator.guide.refusal import Refusal
from emulator.permissions.instances import Instance
from emulator.signin.credential_type import CredentialType
from emulator.signin.passwords.check import check_kept_here, user_disabled
from emulator.signin.passwords.events import record_email_verified
from emulator.signin.passwords.links import MailedLink, Purpose, open_link, use_link, withdraw_password_links
from emulator.signin.passwords.update import update_password
from emulator.signin.progress import go_on
from emulator.signin.visit import Outcome, Visit
from emulator.signin.workflow import State, start_workflow
from emulator.store.tables.passwords import verified_emails
from emulator.store.transaction import Transaction
from emulator.trail.event import Origin


def user_of_link(tx: Transaction, instance: Instance, purpose: Purpose, secret: str) -> User:
    """Whom the link was mailed to.

    Raises what `open_link` raises, sign-in.user-disabled, and password-reset.other-source where another identity
    source was connected since (unconfirmed: what AWS's pages show then).
    """
    check_kept_here(tx, instance, where="link in the message")
    return _user(tx, instance, open_link(tx, purpose, secret))


def accept_invitation(
    tx: Transaction,
    instance: Instance,
    secret: str,
    new: str,
    again: str,
    *,
    destination: str,
    browser_sha256: str,
    origin: Origin,
) -> Outcome:
    """Set the first password and sign in, as AWS does without asking for it again.

    unconfirmed: that no challenge is recorded, and that a second factor is asked for. Raises as `user_of_link`.
    """
    user = user_of_link(tx, instance, Purpose.INVITATION, secret)
    refusal = update_password(tx, instance, user, new, again, origin=origin)
    if refusal is not None:
        return refusal
    _use_up(tx, Purpose.INVITATION, secret)
    workflow = start_workflow(
        tx,
        instance,
        destination,
        state=State.AWAITING_NEW_PASSWORD,
        browser_sha256=browser_sha256,
        user_name=user.user_name,
        user_id=user.user_id,
        credentials=(CredentialType.PASSWORD,),
    )
    return go_on(tx, Visit(instance=instance, workflow=workflow, user=user, origin=origin))


def reset_password(
    tx: Transaction, instance: Instance, secret: str, new: str, again: str, *, origin: Origin
) -> Refusal | None:
    """Set a new password; the person signs in with it afterwards. Raises as `user_of_link`."""
    user = user_of_link(tx, instance, Purpose.PASSWORD_RESET, secret)
    refusal = update_password(tx, instance, user, new, again, origin=origin)
    if refusal is None:
        _use_up(tx, Purpose.PASSWORD_RESET, secret)
    return refusal


def verify_email(tx: Transaction, instance: Instance, secret: str, *, origin: Origin) -> User:
    """Note that the address belongs to the user. Raises as `user_of_link`."""
    user = user_of_link(tx, instance, Purpose.EMAIL_VERIFICATION, secret)
    link = use_link(tx, Purpose.EMAIL_VERIFICATION, secret)
    tx.execute(delete(verified_emails).where(verified_emails.c.user_id == user.user_id))
    values = {"user_id": user.user_id, "email": link.email, "verified_at": tx.now()}
    tx.execute(insert(verified_emails).values(**values))
    record_email_verified(tx, instance, user, origin=origin)
    return user


def _use_up(tx: Transaction, purpose: Purpose, secret: str) -> None:
    link = use_link(tx, purpose, secret)
    withdraw_password_links(tx, link.user_id)


def _user(tx: Transaction, instance: Instance, link: MailedLink) -> User:
    found = users_of_ids(tx, instance.identity_store_id, [link.user_id])
    if not found or not found[0].active:
        raise user_disabled(found[0].user_name if found else link.user_id)
    return found[0]
