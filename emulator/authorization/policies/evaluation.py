"""The decision: all policies that bear on a principal, against one request.

Source: IAM User Guide, "Policy evaluation logic", within one account and without resource-based policies. An explicit
deny anywhere wins; then service control policies on every level, identity-based policies, the permissions boundary
and session policies must each allow.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from emulator.authorization.policies.policy import Effect, Policy
from emulator.authorization.policies.request import Request


class PolicyType(StrEnum):
    """The kinds of policy, as messages name them."""

    SERVICE_CONTROL = "service control policy"
    IDENTITY = "identity-based policy"
    BOUNDARY = "permissions boundary"
    SESSION = "session policy"


@dataclass(frozen=True, kw_only=True)
class Policies:
    """The policies that bear on a principal.

    `identity` is None for the root user, who needs none; a `boundary` or `session` of None limits nothing;
    `service_control` holds the policies of each level, from the organization's root down to the account.
    """

    identity: tuple[Policy, ...] | None = ()
    boundary: tuple[Policy, ...] | None = None
    session: tuple[Policy, ...] | None = None
    service_control: tuple[tuple[Policy, ...], ...] = ()


@dataclass(frozen=True)
class Denial:
    """Why a request is denied: by a Deny (`explicit`), or because no policy of the type has an Allow."""

    policy_type: PolicyType
    explicit: bool


def evaluate(policies: Policies, request: Request) -> Denial | None:
    """None where the request is allowed."""
    layers = list(_layers(policies))
    effects = [(policy_type, _effects(of_layer, request)) for policy_type, of_layer in layers]
    for policy_type, found in effects:
        if Effect.DENY in found:
            return Denial(policy_type, explicit=True)
    for policy_type, found in effects:
        if Effect.ALLOW not in found:
            return Denial(policy_type, explicit=False)
    return None


def _layers(policies: Policies) -> Iterator[tuple[PolicyType, tuple[Policy, ...]]]:
    """Each set of policies that must contain an Allow, in the order in which AWS names them as the reason."""
    for level in policies.service_control:
        yield PolicyType.SERVICE_CONTROL, level
    for policy_type, layer in (
        (PolicyType.IDENTITY, policies.identity),
        (PolicyType.BOUNDARY, policies.boundary),
        (PolicyType.SESSION, policies.session),
    ):
        if layer is not None:
            yield policy_type, layer


def _effects(policies: Iterable[Policy], request: Request) -> frozenset[Effect]:
    return frozenset(effect for policy in policies for effect in policy.effects_on(request))
