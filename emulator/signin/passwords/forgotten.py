"""Forgot password: a link by e-mail, for whoever can have one; nobody else learns that there is none."""

from emulator.identity_source.sources import SourceKind, identity_source
from emulator.signin.email_codes import mail_address
from emulator.signin.passwords.messages import send_password_reset
from emulator.signin.visit import Visit
from emulator.store.transaction import Transaction


def ask_for_reset(tx: Transaction, visit: Visit, public_url: str) -> None:
    """Mail a link to the workflow's user; nothing for an unknown or disabled user, or one without an address.

    Nothing either where the passwords are those of a connected directory.

    unconfirmed: that the page does not tell these cases apart, and that a user who never had a password gets a link.
    AWS also asks for the letters of a picture (facts/signin.md §3.11), which would only stand in the way here.
    """
    user, source = visit.user, identity_source(tx, visit.instance.identity_store_id)
    if source is SourceKind.IDENTITY_CENTER and user is not None and user.active and mail_address(user) is not None:
        send_password_reset(tx, visit.instance, user, public_url)
