"""The one question before every call of our services: may this caller do this?"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from emulator.accounts.caller import Caller, CallerType
from emulator.accounts.organization import account
from emulator.authorization import customer_managed_keys
from emulator.authorization.context_keys import tag_keys
from emulator.authorization.messages import denied
from emulator.authorization.operations import Asked, action_of, is_authorized_by_policies, resources_of
from emulator.authorization.permission import Authority, authority_of, organization_limits
from emulator.authorization.policies.evaluation import Denial, PolicyType
from emulator.authorization.policies.request import Values
from emulator.authorization.switch import is_enforced
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.instances import Instance, instance_of_arn, instance_of_identity_store
from emulator.permissions.tags import tags_of
from emulator.store.transaction import Transaction
from emulator.trail.event import Origin

# Service control policies hold for it whether or not policies are enforced otherwise (guide entry 1).
_ALWAYS_LIMITED = frozenset({"sso:CreateInstance"})
# Its handler asks for each step in turn, because a step that fails leaves what was made before (guide entry 22).
_ASKED_BY_THE_HANDLER = frozenset({"sso:AddRegion"})
# They read no data of the instance, or are how an unusable key is replaced.
_WITHOUT_KEY = frozenset(
    {
        "CreateInstance",
        "DeleteInstance",
        "DescribeApplicationProvider",
        "DescribeInstance",
        "ListApplicationProviders",
        "ListInstances",
        "UpdateInstance",
    }
)


@dataclass(frozen=True, kw_only=True)
class AuthorizationRequest:
    """A call: what is asked, by whom, from where. `input` satisfies the service model."""

    service: str
    operation: str
    input: Mapping[str, Any]
    caller: Caller
    region: str
    origin: Origin


def check_authorized(tx: Transaction, request: AuthorizationRequest) -> None:
    """Raise AccessDeniedException unless the caller's policies allow the call, as far as they are enforced.

    With enforcement also raise UnrecognizedClientException for credentials that nobody was given.
    """
    if not is_authorized_by_policies(request.service):
        return
    instance, enforced = _instance_of(tx, request.input), is_enforced(tx)
    asked = _asked(request, instance)
    if enforced:
        _check_known(tx, request.caller)
        authority = authority_of(tx, request.caller, request.origin, request.region)
        if action_of(asked) not in _ASKED_BY_THE_HANDLER:
            _check_allowed(tx, authority, asked, _keys_of_call(request, instance))
        if _needs_key(request, instance):
            customer_managed_keys.check_caller_can_decrypt(authority, str(instance and instance.kms_key_arn))
    elif action_of(asked) in _ALWAYS_LIMITED:
        limits = organization_limits(tx, request.caller, request.origin, request.region)
        _check_allowed(tx, limits, asked, _keys_of_call(request, instance))
    if instance is not None and _needs_key(request, instance):
        customer_managed_keys.check_service_can_decrypt(tx, instance, instance.kms_key_arn)


def _check_allowed(tx: Transaction, authority: Authority, asked: Asked, keys: Mapping[str, Values]) -> None:
    action, texts, first = action_of(asked), [], None
    for resource in resources_of(asked):
        tags = tag_keys(_given_tags(asked.input), tags_of(tx, resource))
        denial = authority.denial(action, resource, {**keys, **tags})
        if denial is not None:
            texts.append(denied(authority.caller.arn, action, resource, denial))
            first = first or (denial, resource)
    if first is None:
        return
    # Seen: the Identity Store names every resource, IAM Identity Center one (facts/awsapi.md §4.5, §4.6).
    message = ", ".join(texts) if asked.service == "identitystore" else texts[0]
    denial, resource = first
    raise Refusal(
        "AccessDeniedException",
        message,
        cause=_cause(action, denial),
        facts=Facts(
            where=f"{action} on {resource}",
            found=f"a Deny in one of type {denial.policy_type}"
            if denial.explicit
            else f"no Allow in any of type {denial.policy_type}",
            expected=f"policies that allow {action} on {resource}",
            more={"caller": authority.caller.arn},
        ),
    )


def _cause(action: str, denial: Denial) -> str:
    if action == "sso:CreateInstance" and denial.policy_type is PolicyType.SERVICE_CONTROL:
        return "account-instance.denied-by-scp"
    if action == "sso:ListApplicationProviders" and denial.policy_type is PolicyType.IDENTITY:
        return "catalog.list-applications-only"
    return {
        PolicyType.IDENTITY: "authorization.identity-based-policy",
        PolicyType.BOUNDARY: "authorization.permissions-boundary",
        PolicyType.SESSION: "authorization.session-policy",
        PolicyType.SERVICE_CONTROL: "authorization.service-control-policy",
    }[denial.policy_type]


def _check_known(tx: Transaction, caller: Caller) -> None:
    """An access key that was given out belongs to a user or a role; the number of an account stands for its root."""
    if caller.type is not CallerType.ROOT or account(tx, caller.access_key_id) is not None:
        return
    code, message = "UnrecognizedClientException", "The security token included in the request is invalid."
    if not caller.access_key_id:
        code, message = "MissingAuthenticationTokenException", "Missing Authentication Token"
    raise Refusal(
        code,
        message,
        cause="credentials.unknown",
        facts=Facts(
            where="access key",
            found=caller.access_key_id or "an unsigned request",
            expected="the key of an IAM user, credentials of a role, or the number of an account for its root user",
        ),
    )


def _instance_of(tx: Transaction, given: Mapping[str, Any]) -> Instance | None:
    try:
        if "InstanceArn" in given:
            return instance_of_arn(tx, given["InstanceArn"])
        if "IdentityStoreId" in given:
            return instance_of_identity_store(tx, given["IdentityStoreId"].rpartition("/")[2])
    except LookupError:
        # The handler tells so.
        pass
    return None


def _asked(request: AuthorizationRequest, instance: Instance | None) -> Asked:
    return Asked(
        service=request.service,
        operation=request.operation,
        input=request.input,
        account_id=request.caller.account_id,
        owner_account_id=instance.owner_account_id if instance else request.caller.account_id,
    )


def _keys_of_call(request: AuthorizationRequest, instance: Instance | None) -> dict[str, Values]:
    primary = {} if instance is None else {"sso:PrimaryRegion": instance.region}
    if instance is not None:
        primary["identitystore:PrimaryRegion"] = instance.region
    application = str(request.input.get("ApplicationArn", "")).split(":")
    return {**primary, **({"sso:ApplicationAccount": application[4]} if len(application) > 4 else {})}


def _given_tags(given: Mapping[str, Any]) -> dict[str, str]:
    return {tag["Key"]: tag["Value"] for tag in given.get("Tags", [])}


def _needs_key(request: AuthorizationRequest, instance: Instance | None) -> bool:
    return instance is not None and instance.kms_key_arn is not None and request.operation not in _WITHOUT_KEY
