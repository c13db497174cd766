"""Policies of resources: the statements of such a policy that are about one principal."""

import json
from collections.abc import Mapping
from typing import Any

from emulator.authorization.policies.policy import Policy, UnreadablePolicy, read_policy


def policy_for(document: str, kind: str, principal: str) -> Policy:
    """What the policy says to a principal of a kind (`AWS`, `Service`, `Federated`). Raises UnreadablePolicy."""
    try:
        content = json.loads(document)
    except (ValueError, RecursionError) as error:
        raise UnreadablePolicy("the document is not JSON") from error
    if not isinstance(content, Mapping):
        raise UnreadablePolicy("the document is not an object")
    statements = content.get("Statement", [])
    every = statements if isinstance(statements, list) else [statements]
    meant = [each for each in every if isinstance(each, Mapping) and _is_meant(each, kind, principal)]
    return read_policy({**content, "Statement": meant})


def _is_meant(statement: Mapping[str, Any], kind: str, principal: str) -> bool:
    if "NotPrincipal" in statement:
        return not _names(statement["NotPrincipal"], kind, principal)
    return _names(statement.get("Principal", {}), kind, principal)


def _names(element: Any, kind: str, principal: str) -> bool:
    if element == "*":
        return True
    named = element.get(kind, []) if isinstance(element, Mapping) else []
    return principal in ([named] if isinstance(named, str) else named) or named in ("*", ["*"])
