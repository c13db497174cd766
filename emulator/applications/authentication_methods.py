"""How an application authenticates when it asks for tokens: with IAM credentials that its actor policy allows."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, insert, select

from emulator.guide.refusal import Facts, Refusal
from emulator.store.tables.applications import application_authentication_methods
from emulator.store.transaction import Transaction

# The only method that there is (service model, AuthenticationMethodType).
IAM = "IAM"

ActorPolicy = Mapping[str, Any]

_COLUMNS = application_authentication_methods.c


def put_actor_policy(tx: Transaction, application_arn: str, policy: Any) -> None:
    """Say by a policy which IAM principals may call CreateTokenWithIAM for the application.

    Raises ValidationException for what is no policy of a resource.
    """
    _check_policy(policy)
    delete_actor_policy(tx, application_arn)
    tx.execute(
        insert(application_authentication_methods).values(
            application_arn=application_arn, method_type=IAM, actor_policy=policy
        )
    )


def actor_policy(tx: Transaction, application_arn: str) -> ActorPolicy | None:
    """The actor policy; None where the application has no authentication method."""
    policy: ActorPolicy | None = tx.value(
        select(_COLUMNS.actor_policy).where(_COLUMNS.application_arn == application_arn)
    )
    return policy


def find_actor_policy(tx: Transaction, application_arn: str) -> ActorPolicy:
    """The actor policy. Raises ResourceNotFoundException where the application has no authentication method."""
    policy = actor_policy(tx, application_arn)
    if policy is None:
        # unconfirmed: the text.
        raise Refusal(
            "ResourceNotFoundException",
            f"Could not find AuthenticationMethod {IAM}",
            cause="application.unknown-setting",
            facts=Facts(where="authenticationMethodType", found=IAM, expected="a method that the application has"),
        )
    return policy


def delete_actor_policy(tx: Transaction, application_arn: str) -> None:
    """Take the authentication method away; done as well when the application never had it."""
    tx.execute(
        delete(application_authentication_methods).where(
            _COLUMNS.application_arn == application_arn, _COLUMNS.method_type == IAM
        )
    )


def _check_policy(policy: Any) -> None:
    statements = policy.get("Statement") if isinstance(policy, Mapping) else None
    if isinstance(statements, Mapping):
        statements = [statements]
    if not isinstance(statements, list) or not statements:
        raise _not_a_policy("no statement", "an object with at least one Statement")
    for statement in statements:
        if not isinstance(statement, Mapping) or statement.get("Effect") not in ("Allow", "Deny"):
            raise _not_a_policy(f"a statement {statement!r}", "statements whose Effect is Allow or Deny")
        for element in ("Principal", "Action"):
            if element not in statement and f"Not{element}" not in statement:
                raise _not_a_policy(f"a statement without {element}", "statements with Principal and Action")


def _not_a_policy(found: str, expected: str) -> Refusal:
    # unconfirmed: the text, and how much of the policy AWS checks when it is put.
    return Refusal(
        "ValidationException",
        "The actor policy is not a valid policy document.",
        cause="application.actor-policy",
        facts=Facts(where="authenticationMethod.iam.actorPolicy", found=found, expected=expected),
    )
