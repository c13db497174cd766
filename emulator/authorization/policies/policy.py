"""Policy documents, read into statements."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from emulator.authorization.policies.conditions import Condition, read_conditions
from emulator.authorization.policies.patterns import Unresolved, is_like
from emulator.authorization.policies.request import Context, Request

# Only this version of the language knows policy variables; without a Version a policy is of the older one.
_WITH_VARIABLES = "2012-10-17"


class UnreadablePolicy(ValueError):
    """The document is not a policy; the text says what is wrong with it."""


class Effect(StrEnum):
    """What a statement does to the requests that it applies to."""

    ALLOW = "Allow"
    DENY = "Deny"


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One statement. `not_actions` says that the patterns are those of NotAction, `not_resources` of NotResource."""

    effect: Effect
    actions: tuple[str, ...]
    not_actions: bool
    resources: tuple[str, ...]
    not_resources: bool
    conditions: tuple[Condition, ...]
    variables: bool

    def applies_to(self, request: Request) -> bool:
        """Whether action and resource are meant and every condition holds."""
        context = request.context if self.variables else None
        action = request.action.lower()
        meant = any(is_like(pattern.lower(), action) for pattern in self.actions)
        about = any(_is_resource(pattern, request.resource, context) for pattern in self.resources)
        return (
            meant != self.not_actions
            and about != self.not_resources
            and all(
                condition.holds(request.context, replace_variables=self.variables) for condition in self.conditions
            )
        )


@dataclass(frozen=True)
class Policy:
    """A policy as a whole; the order of its statements does not matter."""

    statements: tuple[Statement, ...]

    def effects_on(self, request: Request) -> frozenset[Effect]:
        """What the statements that apply to the request say."""
        return frozenset(each.effect for each in self.statements if each.applies_to(request))


def read_policy(document: str | Mapping[str, Any]) -> Policy:
    """The policy of a document, as JSON text or as parsed JSON. Raises UnreadablePolicy."""
    try:
        content = json.loads(document) if isinstance(document, str) else document
    except (ValueError, RecursionError) as error:
        raise UnreadablePolicy("the document is not JSON") from error
    if not isinstance(content, Mapping):
        raise UnreadablePolicy("the document is not an object")
    statements = content.get("Statement")
    if isinstance(statements, Mapping):
        statements = [statements]
    if not isinstance(statements, list) or not all(isinstance(each, Mapping) for each in statements):
        raise UnreadablePolicy("Statement is not a list of objects")
    variables = content.get("Version") == _WITH_VARIABLES
    return Policy(tuple(_statement(each, variables=variables) for each in statements))


def _statement(content: Mapping[str, Any], *, variables: bool) -> Statement:
    try:
        effect = Effect(content.get("Effect", ""))
    except ValueError as error:
        raise UnreadablePolicy("Effect is neither Allow nor Deny") from error
    actions, not_actions = _either(content, "Action", "NotAction")
    resources, not_resources = _either(content, "Resource", "NotResource")
    return Statement(
        effect=effect,
        actions=actions,
        not_actions=not_actions,
        resources=resources,
        not_resources=not_resources,
        conditions=_conditions(content.get("Condition", {})),
        variables=variables,
    )


def _either(content: Mapping[str, Any], name: str, negated: str) -> tuple[tuple[str, ...], bool]:
    if (name in content) == (negated in content):
        raise UnreadablePolicy(f"a statement must have either {name} or {negated}")
    spelled = name if name in content else negated
    return _texts(content[spelled], spelled), spelled == negated


def _conditions(element: Any) -> tuple[Condition, ...]:
    if not isinstance(element, Mapping) or not all(isinstance(keys, Mapping) for keys in element.values()):
        raise UnreadablePolicy("Condition is not an object of objects")
    texts = {
        name: {key: _texts(value, f"Condition.{name}.{key}") for key, value in keys.items()}
        for name, keys in element.items()
    }
    try:
        return read_conditions(texts)
    except KeyError as error:
        raise UnreadablePolicy(f"there is no condition operator {error}") from error


def _texts(value: Any, where: str) -> tuple[str, ...]:
    """One value or a list of them; numbers and booleans may stand without quotation marks."""
    values = value if isinstance(value, list) else [value]
    if not all(isinstance(each, str | bool | int | float) for each in values):
        raise UnreadablePolicy(f"{where} is not a text or a list of texts")
    return tuple(str(each).lower() if isinstance(each, bool) else str(each) for each in values)


def _is_resource(pattern: str, resource: str, context: Context | None) -> bool:
    try:
        return is_like(pattern, resource, context)
    except Unresolved:
        return False
