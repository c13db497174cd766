"""Tables of the reference: settings, commands, routes of the control API."""

from pathlib import Path
from typing import Any

import click
from pydantic_core import PydanticUndefined

from emulator.cli import main
from emulator.guide.catalogue import catalogue
from emulator.settings import Settings
from emulator.web.control.openapi import openapi_document
from emulator.web.control.routes import ROUTES
from emulator.web.test_idp.faults.vocabulary import FAULTS_BY_GROUP


def settings() -> str:
    """Every setting with its flag, its variable and its default."""
    lines = ["| flag and variable | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        flag = ("--no-" if field.default is True else "--") + name.replace("_", "-")
        lines.append(f"| `{flag}`<br>`IDC_{name.upper()}` | {_default(field.default)} | {field.description} |")
    return "\n".join(lines)


def commands() -> str:
    """Every verb of `idc` with its usage and options, as `--help` prints them."""
    return "\n\n".join(_command(main, "idc", None, level=2))


def control_api() -> str:
    """Every route of the control API, from its OpenAPI document."""
    document = openapi_document(ROUTES, "http://127.0.0.1:8250")
    schemas = document["components"]["schemas"]
    parts = ["| method | path | what it does |", "|---|---|---|"]
    details: list[str] = []
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            parts.append(f"| `{method.upper()}` | `{path}` | {operation['summary']} |")
            rows = [*_parameters(operation), *_body(operation, schemas)]
            if rows:
                table = ["| name | in | meaning |", "|---|---|---|", *rows]
                details.append(f"### {method.upper()} {path}\n\n{operation['summary']}\n\n" + "\n".join(table))
    return "\n\n".join(["\n".join(parts), *details])


def faults() -> str:
    """Every fault that the test IdP can send, with the cause it leads to."""
    lines: list[str] = []
    for group, members in FAULTS_BY_GROUP.items():
        lines += ["", f"### {group}", "", "| fault | what is wrong | cause |", "|---|---|---|"]
        for fault in members:
            page = f"../guide/{catalogue().entry_of(fault.cause).id}.md#{fault.cause.replace('.', '-')}"
            lines.append(f"| `{fault.id}` | {fault.description} | [`{fault.cause}`]({page}) |")
    return "\n".join(lines)


def _default(value: Any) -> str:
    if value in (None, PydanticUndefined):
        return "–"
    if isinstance(value, bool):
        return "on" if value else "off"
    text = str(value).replace(str(Path.home()), "~") if isinstance(value, Path) else str(value)
    return f"`{text}`"


def _command(command: click.Command, name: str, parent: click.Context | None, level: int) -> list[str]:
    context = click.Context(command, info_name=name, parent=parent, max_content_width=78, terminal_width=78)
    if isinstance(command, click.Group):
        inside = [
            part
            for verb in command.list_commands(context)
            if (child := command.get_command(context, verb)) is not None
            for part in _command(child, verb, context, level if parent is None else level + 1)
        ]
    else:
        inside = []
    if parent is None:
        return inside
    return [f"{'#' * level} {context.command_path}\n\n```text\n{command.get_help(context)}\n```", *inside]


def _parameters(operation: dict[str, Any]) -> list[str]:
    return [
        f"| `{parameter['name']}` | {parameter['in']} | {parameter.get('description', '')} |"
        for parameter in operation["parameters"]
    ]


def _body(operation: dict[str, Any], schemas: dict[str, Any]) -> list[str]:
    if "requestBody" not in operation:
        return []
    name = operation["requestBody"]["content"]["application/json"]["schema"]["$ref"].rsplit("/", 1)[-1]
    properties = schemas[name].get("properties", {})
    return [f"| `{key}` | body | {part.get('description', '')} |" for key, part in properties.items()]
