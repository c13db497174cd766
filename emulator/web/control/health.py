"""Health: alive means that the process answers, ready that the store does too."""

from sqlalchemy import select

from emulator.store.tables.permissions import instances
from emulator.web.control.route import Answer, Control, Declined


class Health(Answer):
    """`alive` or `ready`."""

    status: str


def livez(_control: Control) -> Health:
    """Whether the process answers."""
    return Health(status="alive")


def readyz(control: Control) -> Health:
    """Whether the emulator can be used; 503 while it starts."""
    with control.context.store.transaction() as tx:
        planted = tx.row(select(instances.c.instance_arn)) is not None
    if not planted:
        raise Declined(503, "the emulator is starting; ask again")
    return Health(status="ready")
