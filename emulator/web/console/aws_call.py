"""Calls the administration API as AWS's own console does, without the way over HTTP: same checks, same events."""

from typing import Any

from emulator.accounts.caller import root_of
from emulator.guide.refusal import Refusal
from emulator.permissions.instances import organization_instance
from emulator.permissions.settling import carry_out_due
from emulator.store.transaction import Transaction
from emulator.web.aws_api.call import Json
from emulator.web.aws_api.execution import execute
from emulator.web.aws_api.model import operation_model
from emulator.web.aws_api.recording import RecordedCall, record_failure
from emulator.web.aws_api.services import SERVICES
from emulator.web.context import Context
from emulator.web.journal import origin

_SERVICE = next(service for service in SERVICES if service.name == "sso-admin")


def call_sso_admin(context: Context, operation: str, **parameters: Any) -> Json:
    """Do an operation of `sso-admin` on the instance, as the management account. Raises its Refusal.

    Parameters are members as the service model spells them; those that are None are left out.
    """
    with context.store.transaction() as tx:
        carry_out_due(tx)
        call = _call(tx, operation)
        instance_arn = organization_instance(tx).instance_arn
    given = {"InstanceArn": instance_arn} | {name: value for name, value in parameters.items() if value is not None}
    try:
        return execute(context, call, given)
    except Refusal as problem:
        refusal = _SERVICE.reword(problem)
    with context.store.transaction() as tx:
        record_failure(tx, call, given, refusal)
    raise refusal


def _call(tx: Transaction, operation: str) -> RecordedCall:
    instance = organization_instance(tx)
    return RecordedCall(
        service=_SERVICE,
        model=operation_model(_SERVICE.name, operation),
        caller=root_of(instance.owner_account_id),
        region=instance.region,
        origin=origin(),
    )
