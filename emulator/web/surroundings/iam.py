"""IAM: protected roles are refused, AWS managed policies known when they are asked for."""

from emulator.accounts import saml_providers
from emulator.accounts.moto_adapter import iam, process
from emulator.accounts.moto_adapter.requests import AwsAnswer
from emulator.accounts.protected_roles import GUARDED_OPERATIONS, check_role_is_modifiable
from emulator.web.context import Context
from emulator.web.surroundings.asked import Asked, Forward


def serve(context: Context, asked: Asked, forward: Forward) -> AwsAnswer:
    """The answer to a call of IAM. Raises Refusal for a change to a protected role."""
    account_id = asked.caller.account_id
    with context.store.transaction() as tx, process.filled(tx):
        if asked.operation in GUARDED_OPERATIONS:
            role_name = asked.form.get("RoleName", "")
            path = iam.role_path(account_id, role_name)
            if path is not None:
                check_role_is_modifiable(asked.operation, role_name, path)
        if asked.operation == "ListPolicies" and asked.form.get("Scope") != "Local":
            iam.load_all_aws_managed_policies(account_id)
        else:
            iam.load_aws_managed_policies(account_id, asked.form.values())
    answered = forward(None)
    if answered.succeeded and asked.operation == "DeleteSAMLProvider":
        _note_deletion(context, account_id, asked.form.get("SAMLProviderArn", ""))
    return answered


def _note_deletion(context: Context, account_id: str, arn: str) -> None:
    """IAM does not protect the SAML provider of IAM Identity Center, so it may be the one that is gone."""
    with context.store.transaction() as tx:
        provider = saml_providers.saml_provider(tx, account_id)
        if provider is not None and provider.arn == arn:
            with process.changing(tx):
                saml_providers.mark_deleted(tx, account_id, provider.name)
