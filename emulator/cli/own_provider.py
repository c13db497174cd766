"""`idc scenario run --idp`: sign-ins with somebody's own, running identity provider."""

import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from emulator.cli.own_response import met_as_json, met_told
from emulator.scenario.client import EmulatorClient
from emulator.scenario.library import ScenarioFile
from emulator.scenario.own_provider.cases import MADE_AT_THE_PROVIDER
from emulator.scenario.own_provider.preparation import fetch_metadata
from emulator.scenario.own_provider.trial import OwnProvider, Tried, sign_in_once, try_cases
from emulator.scenario.own_provider.visitor import Credentials, ProviderTrouble

_EXIT_NOT_AS_EXPECTED = 1
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_PASSWORD = "IDC_IDP_PASSWORD"

_OPTIONS = (
    click.option(
        "--idp",
        "idp_metadata",
        metavar="URL|FILE",
        help="Sign in at your own, running identity provider, which has this metadata and knows --endpoint.",
    ),
    click.option("--idp-user", metavar="NAME", help="Who signs in there."),
    click.option(
        "--idp-password-file", metavar="FILE", type=_FILE, help=f"File with the password; or set {_PASSWORD}."
    ),
    click.option("--idp-start-url", metavar="URL", help="Where a sign-in begins that starts at the provider."),
    click.option(
        "--idp-user-name",
        metavar="NAME",
        help="User name that provisioning writes.  [default: the name identifier that the provider sends]",
    ),
    click.option("--idp-ca-file", metavar="FILE", type=_FILE, help="Certificate authority of the provider."),
)


@dataclass(frozen=True)
class ProviderOptions:
    """What the options say; `metadata` is a URL or the path of a file."""

    metadata: str
    user: str
    password: str
    start_url: str | None
    user_name: str | None
    ca_file: Path | None


def provider_options(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of a running provider; the command takes them as `own_provider`, None without `--idp`."""

    @wraps(command)
    def with_provider(**given: Any) -> None:
        idp = {name: given.pop(name) for name in list(given) if name.startswith("idp_")}
        command(**given, own_provider=_read_options(**idp))

    for option in reversed(_OPTIONS):
        with_provider = option(with_provider)
    return with_provider


def _read_options(
    *,
    idp_metadata: str | None,
    idp_user: str | None,
    idp_password_file: Path | None,
    idp_start_url: str | None,
    idp_user_name: str | None,
    idp_ca_file: Path | None,
) -> ProviderOptions | None:
    if idp_metadata is None:
        if any((idp_user, idp_password_file, idp_start_url, idp_user_name, idp_ca_file)):
            raise click.UsageError("the options --idp-… go with --idp, which names the provider's metadata")
        return None
    password = idp_password_file.read_text("utf-8").rstrip("\r\n") if idp_password_file else os.environ.get(_PASSWORD)
    if idp_user is None or password is None:
        raise click.UsageError(f"--idp needs --idp-user, and --idp-password-file or the variable {_PASSWORD}")
    return ProviderOptions(idp_metadata, idp_user, password, idp_start_url, idp_user_name, idp_ca_file)


def run_own_provider(
    options: ProviderOptions,
    files: Sequence[ScenarioFile],
    client: EmulatorClient,
    *,
    cause: str | None,
    as_json: bool,
) -> None:
    """Sign in and report; with a cause the one sign-in is expected to be refused for it.

    Exits with 1 unless everything is as expected. Raises EmulatorUnusable and click's errors.
    """
    tried: list[Tried] = []
    try:
        provider = _provider(options)
        if cause is not None:
            tried.append(sign_in_once(provider, files, client, cause=cause))
        else:
            tried.extend(try_cases(provider, files, client))
    except ProviderTrouble as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(json.dumps(_document(tried), indent=2, ensure_ascii=False) if as_json else _told(tried))
    if not all(each.as_expected for each in tried):
        sys.exit(_EXIT_NOT_AS_EXPECTED)


def _provider(options: ProviderOptions) -> OwnProvider:
    ca_file = str(options.ca_file) if options.ca_file else None
    if "://" in options.metadata:
        metadata = fetch_metadata(options.metadata, [ca_file] if ca_file else [])
    else:
        try:
            metadata = Path(options.metadata).read_bytes().decode("utf-8-sig", "replace")
        except OSError as problem:
            raise ProviderTrouble(f"no metadata: {problem}") from problem
    return OwnProvider(
        metadata=metadata,
        credentials=Credentials(options.user, options.password),
        start_url=options.start_url,
        user_name=options.user_name,
        ca_file=ca_file,
    )


def _told(tried: Sequence[Tried]) -> str:
    lines = [line for each in tried for line in _lines(each)]
    made = [each for each in tried if each.met is not None]
    right = sum(each.as_expected for each in made)
    lines += ["", f"{right} of {len(made)} sign-ins as expected"]
    if len(tried) > 1:
        lines += ["", "These need a change at the provider; make it, and run again with --cause NAME:"]
        lines += [f"  {', '.join(MADE_AT_THE_PROVIDER)}"]
    return "\n".join(lines)


def _lines(tried: Tried) -> list[str]:
    name = tried.cause or "signed in"
    if tried.met is None:
        return [f"– {name}  {tried.told} Not tried: {tried.why_not}."]
    if tried.as_expected:
        return [f"✓ {name}  {tried.told}"]
    return [f"✗ {name}  {tried.told}", *(f"    {line}" for line in met_told(tried.met).splitlines())]


def _document(tried: Sequence[Tried]) -> dict[str, object]:
    return {
        "as_expected": all(each.as_expected for each in tried),
        "sign_ins": [
            {
                "told": each.told,
                "expected_cause": each.cause,
                "as_expected": each.as_expected if each.met else None,
                "not_tried": each.why_not or None,
                "met": met_as_json(each.met) if each.met else None,
            }
            for each in tried
        ],
    }
