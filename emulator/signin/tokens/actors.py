"""Who may ask for tokens in the name of an application: the IAM principals that its actor policy allows."""

from dataclasses import dataclass, replace

from emulator.accounts.caller import Caller, CallerType
from emulator.accounts.organization import management_account_id
from emulator.applications.application import Application
from emulator.applications.authentication_methods import ActorPolicy, actor_policy
from emulator.authorization.permission import authority_of, organization_limits
from emulator.authorization.policies.evaluation import evaluate
from emulator.authorization.policies.policy import Effect, UnreadablePolicy
from emulator.authorization.policies.principals import policy_for
from emulator.authorization.policies.request import Context, Request
from emulator.authorization.switch import is_enforced
from emulator.guide.refusal import Refusal
from emulator.signin.tokens.refusals import ACCESS_DENIED, refused
from emulator.store.transaction import Transaction
from emulator.trail.event import Origin

ACTION = "sso-oauth:CreateTokenWithIAM"


@dataclass(frozen=True, kw_only=True)
class Actor:
    """Who asks, and from where."""

    caller: Caller
    region: str
    origin: Origin


def check_may_ask(tx: Transaction, application: Application, actor: Actor) -> None:
    """Raise AccessDeniedException unless the actor policy lets the caller ask in the name of the application.

    While policies are enforced, the caller's own must allow it, too, unless the actor policy names a principal of the
    application's account itself (IAM User Guide, "Policy evaluation logic"). unconfirmed: the exception, and that the
    caller's own policies are not enough within that account.
    """
    caller, enforced = actor.caller, is_enforced(tx)
    if not enforced and _is_anybody(tx, caller):
        return
    # Reading the caller's own policies is dear, and of no use while they are not enforced.
    read = authority_of if enforced else organization_limits
    authority = read(tx, caller, actor.origin, actor.region)
    request = Request(ACTION, application.application_arn, Context(authority.keys))
    policy = actor_policy(tx, application.application_arn) or {}
    by_name = _effects(policy, request, caller, (caller.arn, caller.role_arn or caller.arn))
    by_account = _effects(policy, request, caller, (caller.account_id, f"arn:aws:iam::{caller.account_id}:root"))
    if Effect.DENY in by_name | by_account:
        raise _not_allowed(caller, "a Deny")
    if Effect.ALLOW not in by_name | by_account:
        raise _not_allowed(caller, "no Allow")
    if enforced:
        is_named = Effect.ALLOW in by_name and caller.account_id == application.account_id
        policies = replace(authority.policies, identity=None) if is_named else authority.policies
        denial = evaluate(policies, request)
        if denial is not None:
            raise _not_allowed(caller, f"an Allow, but {'a Deny' if denial.explicit else 'none'} in its own policies")


def _is_anybody(tx: Transaction, caller: Caller) -> bool:
    """Whether it is whom made-up credentials stand for."""
    return caller.type is CallerType.ROOT and caller.account_id == management_account_id(tx)


def _effects(policy: ActorPolicy, request: Request, caller: Caller, principals: tuple[str, ...]) -> frozenset[Effect]:
    """What the policy says to the caller by any of these names."""
    try:
        return policy_for(policy, "AWS", *principals).effects_on(request)
    except UnreadablePolicy as problem:
        raise _not_allowed(caller, f"a policy that cannot be read ({problem})") from problem


def _not_allowed(caller: Caller, found: str) -> Refusal:
    return refused(
        "AccessDeniedException",
        ACCESS_DENIED,
        "token.actor-policy",
        where="actor policy of the application",
        found=f"{found} for {caller.arn}",
        expected=f"a statement that allows {ACTION} to this principal",
    )
