"""The options that name a running emulator, and how a verb speaks with it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any

import click

from emulator.scenario.client import EmulatorClient, EmulatorUnusable

DEFAULT_ENDPOINT = "http://127.0.0.1:8250"


def endpoint_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--endpoint URL` (or IDC_ENDPOINT): the base URL of a running emulator."""
    return click.option(
        "--endpoint",
        metavar="URL",
        envvar="IDC_ENDPOINT",
        default=DEFAULT_ENDPOINT,
        show_default=True,
        help="Base URL of a running emulator.",
    )(function)


class Unusable(click.ClickException):
    """The emulator, or a file, cannot be used; the text says why. Exit code 2."""

    exit_code = 2


def client_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """`--endpoint`, `--admin-token` and `--ca-file`, which become the argument `client`."""

    @wraps(function)
    def with_client(*, endpoint: str, admin_token: str | None, ca_file: str | None, **arguments: Any) -> Any:
        client = EmulatorClient(endpoint, admin_token=admin_token, verify=ca_file or True)
        return function(client=client, **arguments)

    ca_file = click.option(
        "--ca-file", metavar="FILE", type=click.Path(exists=True, dir_okay=False), help="Its authority, for https."
    )
    admin_token = click.option(
        "--admin-token", metavar="TOKEN", envvar="IDC_ADMIN_TOKEN", help="Its admin token, if it has one."
    )
    return endpoint_option(admin_token(ca_file(with_client)))


@contextmanager
def told_unusable() -> Iterator[None]:
    """Ends the command with exit code 2 when the emulator cannot be asked."""
    try:
        yield
    except EmulatorUnusable as problem:
        raise Unusable(str(problem)) from problem
