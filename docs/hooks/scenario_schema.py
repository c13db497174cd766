"""The parts of the scenario reference that come from the schema: verbs, expectations."""

from typing import Any

from emulator.scenario.expectations import ApiExpectation, DiagnosisExpectation, PageExpectation, Part, Then
from emulator.scenario.model import json_schema
from emulator.scenario.steps import VERBS


def verbs() -> str:
    """Every verb with what it takes."""
    models = json_schema()["$defs"]
    steps = models["Step"]["properties"]
    return "\n\n".join(_part(f"### {name}", models[_reference(steps[name])]) for name in VERBS)


def expectations() -> str:
    """What `then` can state."""
    models = json_schema()["$defs"]
    parts: tuple[tuple[str, type[Part]], ...] = (
        ("then", Then),
        ("page", PageExpectation),
        ("api", ApiExpectation),
        ("diagnosis", DiagnosisExpectation),
    )
    return "\n\n".join(_part(f"### {name}", models[model.__name__]) for name, model in parts)


def _part(heading: str, model: dict[str, Any]) -> str:
    required = model.get("required", [])
    rows = [
        f"| `{name}`{' (required)' if name in required else ''} | {_kind(field)} | {_default(field)} "
        f"| {_cell(field.get('description', ''))} |"
        for name, field in model["properties"].items()
    ]
    head = ["| key | kind | default | meaning |", "|---|---|---|---|"]
    return "\n\n".join([heading, " ".join(model["description"].split()), "\n".join([*head, *rows])])


def _reference(field: dict[str, Any]) -> str:
    for choice in field.get("anyOf", [field]):
        if "$ref" in choice:
            return str(choice["$ref"]).rsplit("/", 1)[-1]
    raise LookupError(field)


def _kind(field: dict[str, Any]) -> str:
    choices = field.get("anyOf", [field])
    words = []
    for choice in choices:
        if "$ref" in choice:
            words.append("object")
        elif "enum" in choice:
            words.append(", ".join(f"`{value}`" for value in choice["enum"]))
        elif "const" in choice:
            words.append(f"`{choice['const']}`")
        elif choice.get("type") == "array":
            words.append("list")
        elif choice.get("type") != "null":
            words.append(
                {"string": "text", "integer": "number"}.get(choice.get("type", ""), choice.get("type", "any"))
            )
    return " or ".join(dict.fromkeys(words))


def _default(field: dict[str, Any]) -> str:
    value = field.get("default")
    return "–" if value in (None, "", [], {}) else f"`{value}`"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;")
