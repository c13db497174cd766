"""Settings, Authentication, Standard authentication: whether users without a password get a code by e-mail.

Source: facts/signin.md §3.11, "API-created users".
"""

from sqlalchemy import delete, insert, select

from emulator.store.tables.passwords import standard_authentication
from emulator.store.transaction import Transaction


def sends_email_otp(tx: Transaction, identity_store_id: str) -> bool:
    """Whether the first sign-in of a user without a password begins with a mailed code; off unless chosen."""
    chosen = standard_authentication.c
    statement = select(chosen.send_email_otp).where(chosen.identity_store_id == identity_store_id)
    return bool(tx.value(statement))


def choose_email_otp(tx: Transaction, identity_store_id: str, send: bool) -> None:
    """Switch `Send email OTP` on or off."""
    of_store = standard_authentication.c.identity_store_id == identity_store_id
    tx.execute(delete(standard_authentication).where(of_store))
    tx.execute(insert(standard_authentication).values(identity_store_id=identity_store_id, send_email_otp=send))
