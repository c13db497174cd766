"""Organizations: who may call, the rules for delegated administrators of ours, and the copy in the store."""

from emulator.accounts import delegated_administrators as rules
from emulator.accounts.moto_adapter import organizations, process
from emulator.accounts.moto_adapter.requests import AwsAnswer
from emulator.accounts.organization import SERVICE_PRINCIPAL
from emulator.web.context import Context
from emulator.web.surroundings.asked import Asked, Forward

_READING = ("Describe", "List")


def serve(context: Context, asked: Asked, forward: Forward) -> AwsAnswer:
    """The answer to a call of Organizations. Raises Refusal where a rule of ours forbids it."""
    with context.store.transaction() as tx:
        account_id = rules.account_for_organizations(tx, asked.caller.account_id, asked.operation)
        subject = str(asked.json.get("AccountId"))
        if _registers_our_administrator(asked):
            rules.check_registration(tx, subject)
        if asked.operation == "RemoveAccountFromOrganization":
            rules.check_removal(tx, subject)
    answered = forward(account_id)
    if answered.succeeded and not asked.operation.startswith(_READING):
        with context.store.transaction() as tx, process.changing(tx) as in_moto:
            if in_moto:
                organizations.mirror(tx)
    return answered


def _registers_our_administrator(asked: Asked) -> bool:
    registers = asked.operation == "RegisterDelegatedAdministrator"
    return registers and asked.json.get("ServicePrincipal") == SERVICE_PRINCIPAL
