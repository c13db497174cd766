"""The values of a running scenario: `${name}` in texts, and what steps save."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import jmespath
from jmespath.exceptions import JMESPathError
from jmespath.functions import Functions, signature

from emulator.scenario.matching import shown

# `$${` is how a `${` is written that stays.
_PLACE = re.compile(r"\$\{(?P<expression>[^}]*)\}")
_PLACE_OR_ESCAPE = re.compile(rf"\$\$\{{|{_PLACE.pattern}")


class _Functions(Functions):  # type: ignore[misc]  # jmespath comes without types
    """JMESPath's functions, and one that makes texts which are too long to stand in a file."""

    @signature({"types": ["string"]}, {"types": ["number"]})  # type: ignore[untyped-decorator]
    def _func_repeat(self, text: str, times: float) -> str:
        return text * int(times)


_OPTIONS = jmespath.Options(custom_functions=_Functions())


class ValueMissing(Exception):
    """A `${name}` or a `save` finds nothing; the text names it and what there is."""


class Values:
    """Values by name, looked up by JMESPath expressions."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._values: dict[str, Any] = dict(given)

    @property
    def known(self) -> dict[str, Any]:
        """Everything that is known, to go on with it later."""
        return dict(self._values)

    def save(self, wanted: Mapping[str, str], document: Any) -> None:
        """Keep what each expression finds in `document`. Raises ValueMissing."""
        for name, expression in wanted.items():
            found = _look_up(expression, document)
            if found is None:
                raise ValueMissing(f"`save` finds no {expression!r} in {shown(document)[:300]}")
            self._values[name] = found

    def fill(self, template: Any) -> Any:
        """`template` with every `${name}` replaced, and `$${` by `${`. Raises ValueMissing.

        A text that is nothing but one place takes the value as it is, be it a number, a list or an object.
        """
        if isinstance(template, str):
            return self._fill_text(template)
        if isinstance(template, Mapping):
            return {self.fill(key): self.fill(value) for key, value in template.items()}
        if isinstance(template, Sequence):
            return [self.fill(value) for value in template]
        return template

    def _fill_text(self, text: str) -> Any:
        whole = _PLACE.fullmatch(text)
        if whole:
            return self._value(whole["expression"])
        return _PLACE_OR_ESCAPE.sub(self._replacement, text)

    def _replacement(self, place: re.Match[str]) -> str:
        expression = place["expression"]
        return "${" if expression is None else shown(self._value(expression))

    def _value(self, expression: str) -> Any:
        found = _look_up(expression, self._values)
        if found is None:
            raise ValueMissing(f"nothing is known as ${{{expression}}}; there is {', '.join(sorted(self._values))}")
        return found


def _look_up(expression: str, document: Any) -> Any:
    try:
        return jmespath.search(expression, document, options=_OPTIONS)
    except JMESPathError as problem:
        raise ValueMissing(f"{expression!r} is no JMESPath expression: {problem}") from problem
