"""Trust policies: whom a role lets in by way of a SAML provider."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from emulator.authorization.policies.policy import Effect, UnreadablePolicy, read_policy
from emulator.authorization.policies.request import Context, Request


def trusts_saml_provider(document: str, provider_arn: str, action: str, context: Mapping[str, Any]) -> bool:
    """Whether the trust policy lets people of that provider perform `action` (`sts:AssumeRoleWithSAML`).

    `context` holds the condition keys of the assertion. A document that cannot be read trusts nobody.
    """
    statements = [
        # A trust policy is about its own role, so it names no resource.
        {**{key: value for key, value in statement.items() if key != "Principal"}, "Resource": "*"}
        for statement in _statements(document)
        if _names(statement.get("Principal"), provider_arn)
    ]
    try:
        policy = read_policy({"Version": "2012-10-17", "Statement": statements})
    except UnreadablePolicy:
        return False
    effects = policy.effects_on(Request(action=action, resource="*", context=Context(context)))
    return Effect.ALLOW in effects and Effect.DENY not in effects


def _statements(document: str) -> Iterable[Mapping[str, Any]]:
    try:
        content = json.loads(document)
    except ValueError:
        return ()
    found = content.get("Statement", ()) if isinstance(content, dict) else ()
    return [each for each in (found if isinstance(found, list) else [found]) if isinstance(each, dict)]


def _names(principal: Any, provider_arn: str) -> bool:
    if principal == "*":
        return True
    federated = principal.get("Federated", ()) if isinstance(principal, dict) else ()
    return provider_arn in ([federated] if isinstance(federated, str) else federated)
