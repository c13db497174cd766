"""`idc events`: the CloudTrail events of a running emulator."""

import json
import time
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import click

from emulator.cli.endpoint import client_options, told_unusable
from emulator.saml.instants import read_instant
from emulator.scenario.client import EmulatorClient

_PAUSE_SECONDS = 0.5
_PAGE = 1000
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@click.command()
@click.option("--name", metavar="NAME", help="Only of this eventName, such as UserAuthentication.")
@click.option(
    "--source", metavar="SOURCE", help="Only of this eventSource, such as identitystore-scim.amazonaws.com."
)
@click.option("--user", "user_name", metavar="USER", help="Only of this user, as LookupEvents finds them.")
@click.option("--since", metavar="WHEN", help="Not before: an instant such as 2026-01-31T09:30:00Z, or 90s, 15m, 2h.")
@click.option("--failed", is_flag=True, help="Only those that tell of an error.")
@click.option("--follow", is_flag=True, help="Go on printing what happens, until Ctrl-C.")
@click.option("--json", "as_json", is_flag=True, help="Print the whole events, one JSON object per line.")
@client_options
def events(
    client: EmulatorClient,
    name: str | None,
    source: str | None,
    user_name: str | None,
    since: str | None,
    failed: bool,
    follow: bool,
    as_json: bool,
) -> None:
    """Print the CloudTrail events of a running emulator, oldest first.

    The emulator's clock counts for --since with a duration.

    \b
    Examples:
      idc events --since 10m --failed
      idc events --user jane@example.com --json | jq .errorMessage
      idc events --follow --name ExternalIdPDirectoryLogin

    Exit code: 0, also where there is no such event; 2 usage, or the emulator cannot be asked.
    """
    with told_unusable():
        wanted = {"name": name, "source": source, "user_name": user_name, "since": _instant(client, since)}
        query = {key: value for key, value in wanted.items() if value is not None}
        after = _print_new(client, query, 0, failed=failed, as_json=as_json)
        with suppress(KeyboardInterrupt):
            while follow:
                time.sleep(_PAUSE_SECONDS)
                after = _print_new(client, query, after, failed=failed, as_json=as_json)


def _print_new(client: EmulatorClient, query: dict[str, str], after: int, *, failed: bool, as_json: bool) -> int:
    """Print what came after that sequence number; the last one there is now."""
    while True:
        page = client.ask("GET", "events?" + urlencode(query | {"after": after, "limit": _PAGE}))["events"]
        for entry in page:
            after = entry["sequence"]
            if not failed or _problem(entry["event"]):
                click.echo(json.dumps(entry["event"], ensure_ascii=False) if as_json else _line(entry["event"]))
        if len(page) < _PAGE:
            return int(after)


def _instant(client: EmulatorClient, since: str | None) -> str | None:
    if since is None:
        return None
    number, unit = since[:-1], _UNITS.get(since[-1:])
    if unit is not None and number.isdigit():
        now = datetime.fromisoformat(client.ask("GET", "clock")["now"])
        return (now - timedelta(**{unit: int(number)})).isoformat()
    instant = read_instant(since)
    if instant is None:
        raise click.BadParameter(f"{since!r} is neither an instant nor a duration such as 15m", param_hint="--since")
    return instant.isoformat()


def _line(event: dict[str, Any]) -> str:
    problem = _problem(event)
    told = click.style(problem, fg="red") if problem else click.style("ok", fg="green")
    source = event["eventSource"].partition(".")[0]
    return f"{event['eventTime']}  {source:<20} {event['eventName']}  {_who(event)}  {told}"


def _who(event: dict[str, Any]) -> str:
    identity = event["userIdentity"]
    named = (event.get("additionalEventData") or {}).get("UserName")
    known = (identity.get("userName"), named, identity.get("arn"), identity.get("userId"), identity.get("type"))
    return str(next((name for name in known if name), "-"))


def _problem(event: dict[str, Any]) -> str | None:
    """What the event says of an error: code and message, or a response element that says Failure."""
    told = [event[key] for key in ("errorCode", "errorMessage") if event.get(key)]
    if told:
        return ": ".join(told)
    failed = [name for name, value in (event.get("responseElements") or {}).items() if value == "Failure"]
    return f"{failed[0]}: Failure" if failed else None
