"""`idc config`: what makes AWS clients and identity providers know the emulator, ready to be pasted."""

import json
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click
import requests

from emulator.cli.endpoint import endpoint_option
from emulator.cli.provider_configuration import PROVIDERS, provider_configuration
from emulator.settings import Settings

# Services whose clients have an endpoint setting of their own worth naming in a profile (facts/awsapi.md §4.4).
_SIGN_IN_SERVICES = ("sso", "sso_oidc")


@dataclass(frozen=True, kw_only=True)
class Target:
    """The emulator as AWS clients need to know it."""

    endpoint: str
    start_url: str
    region: str
    ca_bundle: str | None
    issuer: str
    acs_url: str


@click.command()
@click.option("--shell", "form", flag_value="shell", default=True, help="Print export lines for a shell. [default]")
@click.option("--profile", "form", flag_value="profile", help="Print a profile for ~/.aws/config.")
@click.option("--json", "form", flag_value="json", help="Print everything as JSON.")
@click.option(
    "--provider",
    type=click.Choice(PROVIDERS),
    help="Print a configuration file for this identity provider, in which it knows the emulator.",
)
@click.option("--name", default="emulator", show_default=True, help="Name of the profile and its sso-session.")
@click.option("--account-id", metavar="NUMBER", help="Account of the profile.")
@click.option("--role-name", metavar="NAME", help="Permission set of the profile.")
@endpoint_option
@click.option("--admin-token", envvar="IDC_ADMIN_TOKEN", metavar="TOKEN", help="Its admin token, if it has one.")
@click.option(
    "--ca-file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="Certificate authority of an emulator that serves https.  [default: where idc serve --tls keeps it]",
)
def config(
    form: str,
    provider: str | None,
    name: str,
    account_id: str | None,
    role_name: str | None,
    endpoint: str,
    admin_token: str | None,
    ca_file: str | None,
) -> None:
    """Print what makes AWS clients, or an identity provider, know a running emulator.

    The shell lines suit SDKs and the AWS CLI with any credentials. The profile suits `aws sso login`: its start URL
    is one of AWS's, which the CLI insists on, but nobody is called there, because the endpoints are overridden.

    \b
    Examples:
      eval "$(idc config)" && aws sso-admin list-instances
      idc config --profile --account-id 222233334444 --role-name Admin >> ~/.aws/config
      aws sso login --profile emulator && aws s3 ls --profile emulator
      idc config --provider keycloak > identity-center-realm.json
    """
    target = _target(endpoint.rstrip("/"), admin_token, ca_file or _usual_ca_file(endpoint))
    if provider is not None:
        click.echo(provider_configuration(provider, issuer=target.issuer, acs_url=target.acs_url), nl=False)
    elif form == "json":
        click.echo(json.dumps(_document(target, name, account_id, role_name), indent=2))
    elif form == "profile":
        click.echo(_profile(target, name, account_id, role_name))
    else:
        click.echo("\n".join(f"export {key}={shlex.quote(value)}" for key, value in _variables(target).items()))


def _target(endpoint: str, admin_token: str | None, ca_file: str | None) -> Target:
    headers = {"Authorization": f"Bearer {admin_token}"} if admin_token else {}
    try:
        answer = requests.get(f"{endpoint}/_emulator/info", headers=headers, verify=ca_file or True, timeout=10)
        answer.raise_for_status()
        info = answer.json()
    except (requests.RequestException, ValueError) as problem:
        hint = "; is it running? start it with: idc serve"
        raise click.ClickException(f"the emulator at {endpoint} does not answer: {problem}{hint}") from problem
    instance = info["instance"]
    return Target(
        endpoint=info["public_url"],
        start_url=instance["start_url"],
        region=instance["region"],
        ca_bundle=_ca_bundle(info, ca_file),
        issuer=instance["issuer"],
        acs_url=instance["acs_url"],
    )


def _usual_ca_file(endpoint: str) -> str | None:
    usual = Path(str(Settings.model_fields["tls_directory"].default)) / "ca.pem"
    return str(usual) if endpoint.startswith("https:") and usual.exists() else None


def _ca_bundle(info: dict[str, Any], ca_file: str | None) -> str | None:
    if urlsplit(info["public_url"]).scheme != "https":
        return None
    return str(Path(ca_file).resolve()) if ca_file else None


def _variables(target: Target) -> dict[str, str]:
    """Environment variables; the credentials are of nobody, and the emulator takes any."""
    variables = {
        "AWS_ENDPOINT_URL": target.endpoint,
        "AWS_REGION": target.region,
        "AWS_DEFAULT_REGION": target.region,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
    }
    if target.ca_bundle is not None:
        variables["AWS_CA_BUNDLE"] = target.ca_bundle
    return variables


def _profile(target: Target, name: str, account_id: str | None, role_name: str | None) -> str:
    bundle = [f"ca_bundle = {target.ca_bundle}"] if target.ca_bundle is not None else []
    services = [f"{service} =\n  endpoint_url = {target.endpoint}" for service in _SIGN_IN_SERVICES]
    sections = {
        f"profile {name}": [
            f"sso_session = {name}",
            _setting("sso_account_id", account_id, "222233334444"),
            _setting("sso_role_name", role_name, "<permission set>"),
            f"region = {target.region}",
            f"endpoint_url = {target.endpoint}",
            f"services = {name}",
            *bundle,
        ],
        f"sso-session {name}": [
            f"sso_start_url = {target.start_url}",
            f"sso_region = {target.region}",
            "sso_registration_scopes = sso:account:access",
        ],
        f"services {name}": services,
    }
    return "\n\n".join("\n".join([f"[{title}]", *lines]) for title, lines in sections.items())


def _setting(key: str, value: str | None, example: str) -> str:
    return f"{key} = {value}" if value is not None else f"# {key} = {example}"


def _document(target: Target, name: str, account_id: str | None, role_name: str | None) -> dict[str, Any]:
    return {
        "endpoint": target.endpoint,
        "start_url": target.start_url,
        "region": target.region,
        "ca_bundle": target.ca_bundle,
        "environment": _variables(target),
        "profile": _profile(target, name, account_id, role_name),
    }
