"""`idc serve`: run the emulator until Ctrl-C or SIGTERM."""

import logging
import signal
import threading
from collections.abc import Callable
from typing import Any, get_args

import click
from pydantic import ValidationError
from pydantic.fields import FieldInfo

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
    """Settings from flags, environment and file; a mistake ends in a usage error that names it."""
    try:
        return Settings(**flags)
    except ValidationError as invalid:
        lines = []
        for problem in invalid.errors():
            name = ".".join(str(part) for part in problem["loc"])
            text = problem["msg"].removeprefix("Value error, ")
            lines.append(f"--{name.replace('_', '-')}: {text} (found {problem['input']!r})" if name else text)
        raise click.UsageError("\n".join(lines)) from invalid


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
