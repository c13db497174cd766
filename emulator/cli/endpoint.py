"""The option that names a running emulator."""

from collections.abc import Callable
from typing import Any

import click

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
