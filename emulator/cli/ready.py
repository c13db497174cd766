"""`idc ready`: is the emulator ready? For containers and scripts."""

import time

import click
import requests

from emulator.cli.endpoint import endpoint_option

_PAUSE_SECONDS = 0.1


@click.command()
@endpoint_option
@click.option("--wait", metavar="SECONDS", type=click.FloatRange(min=0), default=0, help="Keep asking for so long.")
def ready(endpoint: str, wait: float) -> None:
    """Exit with 0 when the emulator is ready, with 1 when it is not.

    \b
    Example:
      idc serve & idc ready --wait 10 && pytest
    """
    deadline = time.monotonic() + wait
    while True:
        problem = _problem(endpoint)
        if problem is None:
            click.echo(f"Ready. {endpoint}")
            return
        if time.monotonic() >= deadline:
            raise click.ClickException(f"{endpoint} is not ready: {problem}")
        time.sleep(_PAUSE_SECONDS)


def _problem(endpoint: str) -> str | None:
    try:
        answer = requests.get(f"{endpoint.rstrip('/')}/_emulator/readyz", timeout=5)
    except requests.RequestException as problem:
        return str(problem)
    return None if answer.ok else f"it answers {answer.status_code}"
