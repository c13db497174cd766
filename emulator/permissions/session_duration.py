"""How long a session in the AWS access portal lasts (facts/signin.md §3.5)."""

from sqlalchemy import update

from emulator.guide.refusal import Facts, Refusal
from emulator.store.tables.permissions import instances
from emulator.store.transaction import Transaction

SHORTEST_MINUTES = 15
LONGEST_MINUTES = 90 * 24 * 60


def set_session_minutes(tx: Transaction, instance_arn: str, minutes: int) -> None:
    """Set the length of new sessions. Raises a Refusal (session.duration) outside 15 minutes to 90 days."""
    if not SHORTEST_MINUTES <= minutes <= LONGEST_MINUTES:
        raise Refusal(
            "ValidationException",
            # unconfirmed: the console's words
            f"Session duration must be between {SHORTEST_MINUTES} and {LONGEST_MINUTES} minutes",
            cause="session.duration",
            facts=Facts(
                where="session duration",
                found=f"{minutes} minutes",
                expected=f"{SHORTEST_MINUTES} to {LONGEST_MINUTES} minutes",
            ),
        )
    tx.execute(update(instances).where(instances.c.instance_arn == instance_arn).values(session_minutes=minutes))
