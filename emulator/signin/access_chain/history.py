"""What was refused to a person, as far as the request journal still knows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote_plus

from sqlalchemy import RowMapping, or_, select

from emulator.guide.refusal import Facts
from emulator.store.tables.journal import refusals, requests
from emulator.store.transaction import Transaction

SCIM_USERS, SCIM_GROUPS, SCIM = "/scim/v2/Users", "/scim/v2/Groups", "/scim/v2"
SAML_ACS = "/saml/acs/"
SIGN_IN = "/platform/"


@dataclass(frozen=True)
class PastRefusal:
    """A refusal of the journal."""

    at: datetime
    cause: str
    facts: Facts

    @property
    def when(self) -> str:
        """The instant as links tell it."""
        return f"{self.at:%Y-%m-%dT%H:%M:%SZ}"


def last_refusal(
    tx: Transaction,
    path_part: str,
    *,
    names: Sequence[str] | None = None,
    after: datetime | None = None,
    causes: Sequence[str] | None = None,
) -> PastRefusal | None:
    """The newest refusal of a request whose path holds `path_part`.

    With `names`, only of requests whose body or path has one of them; with `after`, only if it is newer than that;
    with `causes`, only for a cause that begins with one of these.
    """
    statement = (
        select(refusals.c.at, refusals.c.cause, refusals.c.facts)
        .join(requests, requests.c.request_id == refusals.c.request_id)
        .where(requests.c.path.contains(path_part, autoescape=True))
        .order_by(refusals.c.sequence.desc())
        .limit(1)
    )
    if names is not None:
        parts = (requests.c.request_body, requests.c.path, requests.c.query)
        spelled = dict.fromkeys(spelling for name in names for spelling in (name, quote_plus(name)))
        named = [part.icontains(name, autoescape=True) for name in spelled for part in parts]
        statement = statement.where(or_(False, *named))
    if causes is not None:
        statement = statement.where(or_(*(refusals.c.cause.startswith(each, autoescape=True) for each in causes)))
    if after is not None:
        statement = statement.where(refusals.c.at > after)
    row = tx.row(statement)
    return None if row is None else _past(row)


def _past(row: RowMapping) -> PastRefusal:
    return PastRefusal(row["at"], row["cause"], Facts(**row["facts"]))
