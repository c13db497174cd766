"""The mail server that was named while the emulator runs; it takes the place of the setting's."""

from sqlalchemy import delete, insert, select

from emulator.smtp_url import read_smtp_url
from emulator.store.tables.mail import mail_server
from emulator.store.transaction import Transaction


def named_server(tx: Transaction) -> str | None:
    """The URL of the named mail server; None when the setting holds."""
    url = tx.value(select(mail_server.c.smtp_url))
    return None if url is None else str(url)


def name_server(tx: Transaction, smtp_url: str | None) -> None:
    """Deliver there from now on, or with None again where the setting says. Raises ValueError for another URL."""
    if smtp_url is not None:
        read_smtp_url(smtp_url)
    tx.execute(delete(mail_server))
    if smtp_url is not None:
        tx.execute(insert(mail_server).values(smtp_url=smtp_url))
