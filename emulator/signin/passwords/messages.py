"""Messages about passwords: what is mailed, to whom, with which link (facts/signin.md §3.11)."""

from emulator.directory.user import User
from emulator.guide.refusal import Facts, Refusal
from emulator.identity_source.service_provider import portal_url
from emulator.mail import texts
from emulator.mail.outbox import post
from emulator.permissions.instances import Instance
from emulator.signin.email_codes import mail_address
from emulator.signin.passwords.links import LIFETIMES, Purpose, make_link
from emulator.store.transaction import Transaction


def send_invitation(tx: Transaction, instance: Instance, user: User, public_url: str) -> str:
    """The message with password setup instructions; returns its id. Raises password-reset.no-email."""
    email = address_of(user)
    link = _link(tx, Purpose.INVITATION, instance, user, email, public_url)
    portal = portal_url(public_url)
    message = texts.invitation(email, name=_name(user), user_name=user.user_name, portal_url=portal, link=link)
    return post(tx, message)


def send_email_verification(tx: Transaction, instance: Instance, user: User, public_url: str) -> str:
    """The link by which a user confirms the address; returns the message's id. Raises password-reset.no-email."""
    email = address_of(user)
    link = _link(tx, Purpose.EMAIL_VERIFICATION, instance, user, email, public_url)
    return post(tx, texts.email_verification(email, name=_name(user), link=link))


def send_password_reset(tx: Transaction, instance: Instance, user: User, public_url: str) -> str:
    """The link by which a user sets a new password; returns the message's id. Raises password-reset.no-email."""
    email = address_of(user)
    link = _link(tx, Purpose.PASSWORD_RESET, instance, user, email, public_url)
    lifetime = f"{LIFETIMES[Purpose.PASSWORD_RESET].total_seconds() / 3600:g} hours"
    message = texts.password_reset(email, name=_name(user), user_name=user.user_name, link=link, lifetime=lifetime)
    return post(tx, message)


def address_of(user: User) -> str:
    """Where mail for the user goes. Raises a Refusal (password-reset.no-email) for a user without an address."""
    address = mail_address(user)
    if address is None:
        raise Refusal(
            "ValidationException",
            # unconfirmed: AWS's words
            "The user does not have an email address",
            cause="password-reset.no-email",
            facts=Facts(
                where=f"user {user.user_name}", found="no e-mail address", expected="a primary e-mail address"
            ),
        )
    return address


def _link(tx: Transaction, purpose: Purpose, instance: Instance, user: User, email: str, public_url: str) -> str:
    store_id = instance.identity_store_id
    return make_link(
        tx, purpose, identity_store_id=store_id, user_id=user.user_id, email=email, public_url=public_url
    )


def _name(user: User) -> str:
    return user.display_name or user.user_name
