"""The Condition element: several conditions, all of which must hold."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from emulator.authorization.policies.operators import OPERATORS, Operator
from emulator.authorization.policies.request import Context

_IF_EXISTS = "IfExists"
_NULL = "Null"


class Quantifier(StrEnum):
    """The prefix for keys with several values."""

    NONE = ""
    ALL = "ForAllValues"
    ANY = "ForAnyValue"


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One operator on one key: `{"ForAnyValue:StringLikeIfExists": {key: values}}`; `operator` None means `Null`."""

    operator: Operator | None
    quantifier: Quantifier
    if_exists: bool
    key: str
    values: tuple[str, ...]

    @classmethod
    def read(cls, name: str, key: str, values: tuple[str, ...]) -> Self:
        """The condition that a policy spells so. KeyError for an operator that IAM does not have."""
        quantifier, _, plain = name.rpartition(":")
        if_exists = plain.endswith(_IF_EXISTS)
        plain = plain.removesuffix(_IF_EXISTS)
        if quantifier not in tuple(Quantifier) or (plain == _NULL and if_exists):
            raise KeyError(name)
        return cls(
            operator=None if plain == _NULL else OPERATORS[plain],
            quantifier=Quantifier(quantifier),
            if_exists=if_exists,
            key=key,
            values=values,
        )

    def holds(self, context: Context, *, replace_variables: bool) -> bool:
        """Whether the request satisfies the condition."""
        found = context.values(self.key)
        if self.operator is None:
            return str(not found).lower() in (value.lower() for value in self.values)
        variables = context if replace_variables else None
        if not found:
            return self._holds_without_key(self.operator)
        matched = [any(self.operator.holds(value, each, variables) for value in self.values) for each in found]
        if self.quantifier is Quantifier.ANY:
            return any(match != self.operator.negated for match in matched)
        if self.quantifier is Quantifier.ALL or self.operator.negated:
            return all(match != self.operator.negated for match in matched)
        return any(matched)

    def _holds_without_key(self, operator: Operator) -> bool:
        """A key that is missing equals nothing; only ForAnyValue insists on a value, even with IfExists."""
        if self.quantifier is Quantifier.ANY:
            return False
        return self.quantifier is Quantifier.ALL or self.if_exists or operator.negated


def read_conditions(element: Mapping[str, Mapping[str, tuple[str, ...]]]) -> tuple[Condition, ...]:
    """The conditions of a Condition element. KeyError as `Condition.read`."""
    return tuple(Condition.read(name, key, values) for name, keys in element.items() for key, values in keys.items())
