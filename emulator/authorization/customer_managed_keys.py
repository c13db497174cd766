"""An instance that is encrypted with a customer's key depends on it (user guide, "Customer managed KMS key errors").

The keys are those of moto's KMS. A key that it does not know was made elsewhere and counts as usable.
"""

from emulator.accounts.moto_adapter import kms, process
from emulator.accounts.moto_adapter.kms import CustomerKey
from emulator.authorization.permission import Authority
from emulator.authorization.policies.policy import Effect, UnreadablePolicy
from emulator.authorization.policies.principals import policy_for
from emulator.authorization.policies.request import Context, Request
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.instances import Instance
from emulator.store.transaction import Transaction

# The services that must be able to decrypt: that of the instance and that of its directory.
SERVICES = ("sso.amazonaws.com", "identitystore.amazonaws.com")

PORTAL_TEXT = (
    "ERROR Code: 0001 - IdentityCenter service access is blocked. "
    "Reach out to your IdentityCenter admin for further steps."
)

_CAUSE = "kms.access-blocked"
_DECRYPT = "kms:Decrypt"
# unconfirmed: the texts for a key that is not usable; they are KMS's own, and the reasons are the service model's.
_STATES = {
    "Disabled": ("KMS_DisabledException", "is disabled."),
    "PendingDeletion": ("KMS_InvalidStateException", "is pending deletion."),
}


def check_portal_can_decrypt(tx: Transaction, instance: Instance) -> None:
    """Raise Refusal with the text of the AWS access portal where IAM Identity Center cannot use the key."""
    key = _key(tx, instance.kms_key_arn)
    problem = None if key is None else _problem(instance, key)
    if problem is not None:
        raise Refusal("AccessDeniedException", PORTAL_TEXT, cause=_CAUSE, facts=problem)


def check_service_can_decrypt(tx: Transaction, instance: Instance, kms_key_arn: str | None) -> None:
    """Raise Refusal in the words of the APIs where IAM Identity Center cannot use the key."""
    key = _key(tx, kms_key_arn)
    problem = None if key is None else _problem(instance, key)
    if key is None or problem is None:
        return
    if key.state in _STATES:
        reason, text = _STATES[key.state]
        members = {"Reason": reason}
        raise Refusal("ValidationException", f"{key.arn} {text}", cause=_CAUSE, facts=problem, members=members)
    raise Refusal(
        "AccessDeniedException",
        f"User: {SERVICES[0]} is not authorized to perform: {_DECRYPT} on the resource associated with this "
        "ciphertext because the resource does not exist in this Region, no resource-based policies allow access, or "
        "a resource-based policy explicitly denies access",
        cause=_CAUSE,
        facts=problem,
        members={"Reason": "KMS_AccessDeniedException"},
    )


def check_caller_can_decrypt(authority: Authority, kms_key_arn: str) -> None:
    """Raise Refusal where the caller's policies do not allow it to decrypt with the instance's key."""
    denial = authority.denial(_DECRYPT, kms_key_arn)
    if denial is None:
        return
    because = f"because no {denial.policy_type} allows the {_DECRYPT} action"
    if denial.explicit:
        because = f"with an explicit deny in the {denial.policy_type}"
    raise Refusal(
        "AccessDeniedException",
        f"User {authority.caller.arn} is not authorized to perform: {_DECRYPT} on the resource associated with this "
        f"ciphertext {because}",
        cause=_CAUSE,
        facts=Facts(where=kms_key_arn, found=str(denial.policy_type), expected=f"policies that allow {_DECRYPT}"),
        members={"Reason": "KMS_AccessDeniedException"},
    )


def _key(tx: Transaction, arn: str | None) -> CustomerKey | None:
    # While moto holds nothing of this store, nobody can have made a key; looking would only load it.
    if arn is None or not process.is_filled(tx):
        return None
    with process.filled(tx):
        return kms.find_key(arn)


def _problem(instance: Instance, key: CustomerKey) -> Facts | None:
    """What keeps IAM Identity Center from using the key."""
    if key.state != "Enabled":
        return Facts(where=key.arn, found=f"the key state {key.state}", expected="Enabled")
    blocked = [service for service in SERVICES if not _may_decrypt(instance, key, service)]
    if not blocked:
        return None
    found = f"a key policy that does not allow {_DECRYPT} to {' and '.join(blocked)}"
    return Facts(where=key.arn, found=found, expected="the baseline key policy of the user guide")


def _may_decrypt(instance: Instance, key: CustomerKey, service: str) -> bool:
    context = Context(
        {
            "aws:SourceAccount": instance.owner_account_id,
            "aws:SourceArn": instance.instance_arn,
            "kms:EncryptionContext:aws:sso:instance-arn": instance.instance_arn,
            "kms:EncryptionContext:aws:identitystore:identitystore-arn": instance.identity_store_arn,
        }
    )
    try:
        found = policy_for(key.policy, "Service", service).effects_on(Request(_DECRYPT, key.arn, context))
    except UnreadablePolicy:
        return False
    return found == {Effect.ALLOW}
