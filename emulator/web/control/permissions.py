"""What an administrator does in the console about permissions, and how long work in the background takes."""

from typing import Literal

from emulator.permissions.account_instances import opt_in_to_account_instances
from emulator.permissions.operations import Pace, pace, set_pace
from emulator.seed.model import SeedOperations
from emulator.web.control.route import Answer, Body, Control


class OperationPace(Answer):
    """How long work in the background takes: so many questions about it, or seconds of the clock."""

    polls: int
    seconds: int


class AccountInstances(Body):
    """Whether members of the organization may have instances of their own; there is no way back."""

    opted_in: Literal[True]


def read_pace(control: Control) -> OperationPace:
    """How long assigning, provisioning and the like take."""
    with control.context.store.transaction() as tx:
        return OperationPace(**vars(pace(tx)))


def change_pace(control: Control, *, body: SeedOperations) -> OperationPace:
    """Choose how long assigning, provisioning and the like take from now on."""
    with control.context.store.transaction() as tx:
        set_pace(tx, Pace(**body.model_dump()))
    return OperationPace(**body.model_dump())


def allow_account_instances(control: Control, *, body: AccountInstances) -> AccountInstances:
    """Opt in to account instances, as an administrator of the management account does."""
    with control.context.store.transaction() as tx:
        opt_in_to_account_instances(tx)
    return body
