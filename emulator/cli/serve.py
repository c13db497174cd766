"""`idc serve`: run the emulator until Ctrl-C or SIGTERM."""

import difflib
import logging
import os
import signal
import threading
from collections.abc import Callable
from tomllib import TOMLDecodeError
from typing import Any, get_args

import click
from pydantic import ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from emulator.settings import Settings


def _settings_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """One option per setting, so that flags, environment and file never differ."""
    for name, field in reversed(Settings.model_fields.items()):
        function = _option(name, field)(function)
    return function


def _option(name: str, field: FieldInfo) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    flag = "--" + name.replace("_", "-")
    help_text = f"{field.description}  [env: IDC_{name.upper()}]"
    if field.annotation is bool:
        declaration = f"{flag}/--no-{name.replace('_', '-')}" if field.default else flag
        return click.option(declaration, name, is_flag=True, default=None, help=help_text)
    kinds = {*get_args(field.annotation), field.annotation}
    metavar = "NUMBER" if int in kinds else "VALUE"
    return click.option(flag, name, default=None, metavar=metavar, help=help_text)


@click.command()
@_settings_options
def serve(**flags: Any) -> None:
    """Run the emulator until Ctrl-C.

    Without a seed file it starts with a few people, the test IdP connected and provisioning enabled, and prints
    what to enter at your own identity provider. The last line is `Ready. <url>`.
    """
    settings = read_settings({name: value for name, value in flags.items() if value is not None})
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", datefmt="%H:%M:%S")
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    _run(settings, stopping)


def read_settings(flags: dict[str, Any]) -> Settings:
    """Settings from flags, environment and file; a mistake ends in a usage error that says where it stands."""
    try:
        return Settings(**flags)
    except ValidationError as invalid:
        raise click.UsageError("\n".join(_in_words(problem, flags) for problem in invalid.errors())) from invalid
    except TOMLDecodeError as problem:
        raise click.UsageError(f"idc.toml is not TOML: {problem}") from problem


def _in_words(problem: ErrorDetails, flags: dict[str, Any]) -> str:
    text = problem["msg"].removeprefix("Value error, ")
    name = ".".join(str(part) for part in problem["loc"])
    if not name:
        return text
    if problem["type"] == "extra_forbidden":
        near = difflib.get_close_matches(name, Settings.model_fields, n=1)
        suggestion = f"; did you mean `{near[0]}`?" if near else ""
        return f"idc.toml: there is no setting `{name}`{suggestion}"
    return f"{_origin(name, flags)}: {text} (found {problem['input']!r})"


def _origin(name: str, flags: dict[str, Any]) -> str:
    """Where the value of a setting was given, in the order of precedence."""
    if name in flags:
        return "--" + name.replace("_", "-")
    variable = f"IDC_{name.upper()}"
    return variable if variable in os.environ else f"`{name}` in idc.toml"


def _run(settings: Settings, stopping: threading.Event) -> None:
    # Imported here: the server and its surfaces take most of the start-up time.
    from emulator.cli.welcome import welcome
    from emulator.guide.refusal import Refusal
    from emulator.seed.document import DocumentUnreadable
    from emulator.server import Server, ServerNotStarted
    from emulator.store.database import StoreUnusable

    try:
        server = Server(settings)
        server.start()
    except (StoreUnusable, ServerNotStarted, DocumentUnreadable) as problem:
        raise click.ClickException(str(problem)) from problem
    except Refusal as refusal:
        where = f" ({refusal.facts.where}: {refusal.facts.found})" if refusal.facts.found else ""
        raise click.ClickException(f"the seed is refused: {refusal.message}{where}") from refusal
    try:
        click.echo(welcome(server))
        click.echo(f"Ready. {server.url}")
        stopping.wait()
        click.echo("Stopping.")
    finally:
        server.stop()
