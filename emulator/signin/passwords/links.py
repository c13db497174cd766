"""Links that are mailed to users: to accept an invitation, to reset a password, to verify an e-mail address.

Their lifetimes: facts/signin.md §3.11. A link works once; the store keeps only a hash of its secret.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, insert, select, update

from emulator.guide.refusal import Facts, Refusal
from emulator.store.tables.passwords import mailed_links
from emulator.store.transaction import Transaction


class Purpose(StrEnum):
    """What a link is for; also the part of its address."""

    INVITATION = "invitation"
    PASSWORD_RESET = "password-reset"
    EMAIL_VERIFICATION = "email-verification"


LIFETIMES = {
    Purpose.INVITATION: timedelta(days=7),
    Purpose.EMAIL_VERIFICATION: timedelta(days=7),
    # unconfirmed: how long a link to reset the password lives
    Purpose.PASSWORD_RESET: timedelta(hours=24),
}

# Used and expired links are known so long, to tell people what became of theirs.
_REMEMBERED = timedelta(days=30)

_COLUMNS = mailed_links.c


@dataclass(frozen=True, kw_only=True)
class MailedLink:
    """A link that was mailed to `email`."""

    purpose: Purpose
    identity_store_id: str
    user_id: str
    email: str
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None


def make_link(
    tx: Transaction, purpose: Purpose, *, identity_store_id: str, user_id: str, email: str, public_url: str
) -> str:
    """The address of a new link; earlier ones for the same purpose are no longer valid."""
    secret, now = tx.ids.secret(), tx.now()
    earlier = (_COLUMNS.user_id == user_id) & (_COLUMNS.purpose == purpose) & _COLUMNS.used_at.is_(None)
    tx.execute(delete(mailed_links).where(earlier | (_COLUMNS.expires_at < now - _REMEMBERED)))
    link = MailedLink(
        purpose=purpose,
        identity_store_id=identity_store_id,
        user_id=user_id,
        email=email,
        created_at=now,
        expires_at=now + LIFETIMES[purpose],
        used_at=None,
    )
    tx.execute(insert(mailed_links).values(**vars(link), secret_sha256=_sha256(secret)))
    return f"{public_url}/platform/{purpose}?token={secret}"


def open_link(tx: Transaction, purpose: Purpose, secret: str) -> MailedLink:
    """The link, if it can still be used. Raises a Refusal: sign-in.link-unknown, .link-used or .link-expired."""
    row = tx.row(select(mailed_links).where(_COLUMNS.secret_sha256 == _sha256(secret), _COLUMNS.purpose == purpose))
    if row is None:
        found = "a link that was never mailed, or that a later one or a new password has replaced"
        raise _refusal("sign-in.link-unknown", found)
    link = MailedLink(**{**{name: row[name] for name in MailedLink.__dataclass_fields__}, "purpose": purpose})
    if link.used_at is not None:
        raise _refusal("sign-in.link-used", f"a link that was used at {link.used_at:%Y-%m-%dT%H:%M:%SZ}")
    if link.expires_at <= tx.now():
        raise _refusal("sign-in.link-expired", f"a link that expired at {link.expires_at:%Y-%m-%dT%H:%M:%SZ}")
    return link


def use_link(tx: Transaction, purpose: Purpose, secret: str) -> MailedLink:
    """The link, used up with this transaction. Raises as `open_link` does."""
    link = open_link(tx, purpose, secret)
    unused = (_COLUMNS.secret_sha256 == _sha256(secret)) & _COLUMNS.used_at.is_(None)
    if not tx.execute(update(mailed_links).where(unused).values(used_at=tx.now())):
        raise _refusal("sign-in.link-used", "a link that was used at the same moment")
    return link


def withdraw_password_links(tx: Transaction, user_id: str) -> None:
    """The user has chosen a password: a link that still lies in the mailbox must not replace it.

    unconfirmed: that AWS withdraws links that it mailed before.
    """
    sets_password = _COLUMNS.purpose.in_((Purpose.INVITATION, Purpose.PASSWORD_RESET))
    tx.execute(delete(mailed_links).where(_COLUMNS.user_id == user_id, sets_password, _COLUMNS.used_at.is_(None)))


def _refusal(cause: str, found: str) -> Refusal:
    return Refusal(
        "ValidationException",
        "The link is not valid",
        cause=cause,
        facts=Facts(where="link in the message", found=found, expected="the link of the latest message, in its time"),
    )


def _sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
