"""Whether a caller may do one thing: the policies that bear on it, evaluated."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from emulator.accounts.caller import Caller
from emulator.accounts.policies import identity_policies, permissions_boundary
from emulator.accounts.service_control_policies import service_control_policies
from emulator.authorization.context_keys import call_keys, principal_keys
from emulator.authorization.policies.evaluation import Denial, Policies, evaluate
from emulator.authorization.policies.policy import Policy, UnreadablePolicy, read_policy
from emulator.authorization.policies.request import Context, Request, Values
from emulator.store.transaction import Transaction
from emulator.trail.event import Origin

log = logging.getLogger("emulator.authorization")


@dataclass(frozen=True)
class Authority:
    """What a caller may do in one call: its policies, and the condition keys that all questions of the call share."""

    caller: Caller
    policies: Policies
    keys: Mapping[str, Values]

    def denial(self, action: str, resource: str, keys: Mapping[str, Values] | None = None) -> Denial | None:
        """Why the caller may not; None where it may. `keys` are those of this action alone."""
        return evaluate(self.policies, Request(action, resource, Context({**self.keys, **(keys or {})})))


def authority_of(tx: Transaction, caller: Caller, origin: Origin, region: str) -> Authority:
    """What the caller may do, by all of its policies."""
    policies = Policies(
        identity=_read(identity_policies(tx, caller)),
        boundary=_read(permissions_boundary(tx, caller)),
        session=_read(caller.session_policies or None),
        service_control=_levels(tx, caller),
    )
    return Authority(caller, policies, _keys(tx, caller, origin, region))


def organization_limits(tx: Transaction, caller: Caller, origin: Origin, region: str) -> Authority:
    """What the organization's service control policies leave to the caller, whatever its own policies say."""
    policies = Policies(identity=None, service_control=_levels(tx, caller))
    return Authority(caller, policies, _keys(tx, caller, origin, region))


def _keys(tx: Transaction, caller: Caller, origin: Origin, region: str) -> dict[str, Values]:
    return principal_keys(tx, caller) | call_keys(tx, origin, region)


def _levels(tx: Transaction, caller: Caller) -> tuple[tuple[Policy, ...], ...]:
    return tuple(_read(level) or () for level in service_control_policies(tx, caller.account_id))


def _read(documents: Iterable[str] | None) -> tuple[Policy, ...] | None:
    return None if documents is None else tuple(_readable(documents))


def _readable(documents: Iterable[str]) -> Iterable[Policy]:
    for document in documents:
        try:
            yield read_policy(document)
        except UnreadablePolicy as problem:
            # AWS refuses such a document when it is made, so it has no meaning to go by.
            log.warning("a policy is passed over: %s", problem)
