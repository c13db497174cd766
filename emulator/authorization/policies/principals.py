"""Policies of resources: the statements of such a policy that are about one principal."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from emulator.authorization.policies.policy import Policy, UnreadablePolicy, read_policy


def policy_for(document: str | Mapping[str, Any], kind: str, *principals: str) -> Policy:
    """What the policy says to a principal of a kind (`AWS`, `Service`, `Federated`), known by one name or several.

    Raises UnreadablePolicy.
    """
    try:
        content = json.loads(document) if isinstance(document, str) else document
    except (ValueError, RecursionError) as error:
        raise UnreadablePolicy("the document is not JSON") from error
    if not isinstance(content, Mapping):
        raise UnreadablePolicy("the document is not an object")
    statements = content.get("Statement", [])
    every = statements if isinstance(statements, list) else [statements]
    meant = [each for each in every if isinstance(each, Mapping) and _is_meant(each, kind, principals)]
    # Such a policy is about its own resource, so it need not name one.
    complete = [each if "NotResource" in each else {"Resource": "*", **each} for each in meant]
    return read_policy({**content, "Statement": complete})


def _is_meant(statement: Mapping[str, Any], kind: str, principals: Sequence[str]) -> bool:
    if "NotPrincipal" in statement:
        return not _names(statement["NotPrincipal"], kind, principals)
    return _names(statement.get("Principal", {}), kind, principals)


def _names(element: Any, kind: str, principals: Sequence[str]) -> bool:
    if element == "*":
        return True
    named = element.get(kind, []) if isinstance(element, Mapping) else []
    listed = [named] if isinstance(named, str) else named
    return "*" in listed or any(principal in listed for principal in principals)
