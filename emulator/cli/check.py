"""`idc check`: examine a SAML response, metadata, SCIM requests or an assignment."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import click
import requests

from emulator.cli.check_assignment import check_assignment
from emulator.cli.check_report import render
from emulator.cli.check_scim import check_scim
from emulator.cli.endpoint import Unusable
from emulator.cli.saml_input import saml_response_in
from emulator.cli.users_file import read_users
from emulator.clock import Clock
from emulator.guide.refusal import Refusal
from emulator.saml.check import Expectations, IdentityProvider, ServiceProvider, examine
from emulator.saml.examination import report
from emulator.saml.idp_metadata import read_idp_metadata
from emulator.saml.instants import read_instant
from emulator.saml.metadata_check import examine_idp_metadata

_EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def _read_at(ctx: click.Context, param: click.Parameter, value: str | None) -> datetime:
    if value is None:
        return Clock().now()
    instant = read_instant(value)
    if instant is None:
        raise click.BadParameter(f"{value!r} is not an instant such as 2026-01-31T09:30:00Z", ctx, param)
    return instant


_at = click.option("--at", callback=_read_at, metavar="INSTANT", help="Check as of this time, in UTC. [default: now]")
_as_json = click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")


@click.group()
def check() -> None:
    """Examine a SAML response, an identity provider's metadata, SCIM requests, or why somebody lacks a role.

    Every rule is checked, not only the first that fails, and each broken one is explained.

    \b
    Exit codes:
      0  no rule is broken (some may be unchecked)
      1  a rule is broken
      2  wrong usage, or a file that cannot be read
    """


@check.command("saml")
@click.argument("file", type=click.File("rb"))
@click.option("--metadata", type=_EXISTING_FILE, metavar="FILE", help="Metadata of the identity provider.")
@click.option("--users", type=_EXISTING_FILE, metavar="FILE", help="Users of IAM Identity Center, see below.")
@click.option("--acs-url", metavar="URL", help="IAM Identity Center's ACS URL; needs --issuer.")
@click.option("--issuer", metavar="URL", help="IAM Identity Center's issuer URL; needs --acs-url.")
@click.option("--access-control", is_flag=True, help="Attributes for access control are enabled.")
@_at
@click.option("--endpoint", metavar="URL", help="Ask a running emulator, which knows all of the above.")
@click.option("--admin-token", envvar="IDC_ADMIN_TOKEN", metavar="TOKEN", help="Its admin token, if it has one.")
@_as_json
def check_saml(
    file: BinaryIO,
    metadata: Path | None,
    users: Path | None,
    acs_url: str | None,
    issuer: str | None,
    access_control: bool,
    at: datetime,
    endpoint: str | None,
    admin_token: str | None,
    as_json: bool,
) -> None:
    """Examine a SAML response: FILE, or - for standard input.

    FILE holds the form field SAMLResponse (base64, also as copied from the browser's developer tools) or the XML
    in it. The more you give, the more is checked.

    \b
    Example:
      idc check saml response.txt --metadata idp.xml --users users.csv \\
        --acs-url https://us-east-1.signin.aws/platform/saml/acs/1111... \\
        --issuer https://us-east-1.signin.aws.amazon.com/platform/saml/d-1234567890
      pbpaste | idc check saml - --endpoint http://127.0.0.1:8250

    \b
    Users come from
      a .csv or .txt file    user_name[,email] per line; a heading may name the columns
      a .yaml or .json file  a list, a seed file, or the output of aws identitystore list-users

    Both URLs stand in the console under Settings, Identity source, Manage authentication.
    """
    saml_response = saml_response_in(file.read())
    if endpoint is not None:
        if any((metadata, users, acs_url, issuer, access_control)) or _given("at"):
            raise click.UsageError("with --endpoint, the emulator knows everything else: give only --json")
        _finish(_ask(endpoint, saml_response, admin_token), as_json)
        return
    if (acs_url is None) != (issuer is None):
        raise click.UsageError("give --acs-url and --issuer together; the console shows them side by side")
    expected = Expectations(
        service_provider=ServiceProvider(acs_url=acs_url, issuer=issuer) if acs_url and issuer else None,
        identity_provider=_identity_provider(metadata) if metadata else None,
        now=at,
        directory=read_users(users) if users else None,
        is_outstanding=None,
        is_consumed=None,
        access_control_attributes=access_control,
        provisioning=True,
    )
    _finish(report(examine(saml_response, expected)), as_json)


@check.command("metadata")
@click.argument("file", type=click.File("rb"))
@_at
@_as_json
def check_metadata(file: BinaryIO, at: datetime, as_json: bool) -> None:
    """Examine the SAML metadata of an identity provider: FILE, or - for standard input.

    Tells whether IAM Identity Center can import it, and whether sign-ins will work with it.

    \b
    Example:
      curl -s https://idp.example.com/metadata | idc check metadata -
    """
    _finish(report(examine_idp_metadata(_text(file.read()), at)), as_json)


def _given(option: str) -> bool:
    source = click.get_current_context().get_parameter_source(option)
    return source is not click.core.ParameterSource.DEFAULT


def _identity_provider(path: Path) -> IdentityProvider:
    try:
        metadata = read_idp_metadata(_text(path.read_bytes()))
    except Refusal as refusal:
        found = f"{refusal.facts.where}: found {refusal.facts.found}, expected {refusal.facts.expected}"
        raise click.BadParameter(
            f"{path}: {refusal.message} ({found}). Examine it: idc check metadata {path}", param_hint="--metadata"
        ) from refusal
    return IdentityProvider(
        issuer=metadata.issuer, certificates=metadata.certificates, name_id_formats=metadata.name_id_formats
    )


def _text(data: bytes) -> str:
    # A byte that is no UTF-8 becomes a character that no metadata holds, and the examination tells where.
    return data.decode("utf-8-sig", "replace")


def _ask(endpoint: str, saml_response: str, admin_token: str | None) -> dict[str, Any]:
    """The report of a running emulator."""
    url = f"{endpoint.rstrip('/')}/_emulator/saml/examine"
    headers = {"Authorization": f"Bearer {admin_token}"} if admin_token else {}
    try:
        answer = requests.post(url, json={"SAMLResponse": saml_response}, headers=headers, timeout=30)
        found = answer.json() if answer.ok else None
    except requests.RequestException as error:
        raise Unusable(f"no emulator answers at {endpoint}; start one with: idc serve") from error
    if not isinstance(found, dict) or "rules" not in found:
        raise Unusable(f"{url} answers {answer.status_code}: {answer.text.strip()[:300]}")
    return found


def _finish(found: dict[str, Any], as_json: bool) -> None:
    click.echo(json.dumps(found, indent=2, ensure_ascii=False) if as_json else render(found))
    if not found["passed"]:
        raise click.exceptions.Exit(1)


check.add_command(check_scim)
check.add_command(check_assignment)
