"""The policies of a caller, as documents: those attached to its identity, and the boundary that limits them.

Service control policies are in `service_control_policies`; session policies came with the caller's credentials.
"""

from collections.abc import Sequence

from emulator.accounts.caller import Caller, CallerType
from emulator.accounts.moto_adapter import identity_policies as moto
from emulator.accounts.moto_adapter import process
from emulator.store.transaction import Transaction


def identity_policies(tx: Transaction, caller: Caller) -> Sequence[str] | None:
    """What is attached to the user, to its groups, or to the role; None for a root user, who needs no permission."""
    if caller.type is CallerType.ROOT:
        return None
    with process.filled(tx):
        if caller.user_name is not None:
            return moto.policies_of_user(caller.account_id, caller.user_name)
        return moto.policies_of_role(caller.account_id, caller.role_arn or "")


def permissions_boundary(tx: Transaction, caller: Caller) -> Sequence[str] | None:
    """The boundary of a role; None where nothing limits the caller. moto keeps none for users."""
    if caller.role_arn is None:
        return None
    with process.filled(tx):
        return moto.boundary_of_role(caller.account_id, caller.role_arn)
