"""`idc config`: what is printed makes AWS clients call the emulator."""

import configparser
import json
import shlex
from pathlib import Path

import boto3
import pytest
import requests
from click.testing import CliRunner, Result
from conftest import RunningEmulator

from emulator.cli.config import config
from emulator.permissions.instances import organization_instance
from emulator.server import Server
from emulator.settings import Settings


def run(emulator: RunningEmulator, *options: str) -> Result:
    result = CliRunner().invoke(config, ["--endpoint", emulator.url, *options])
    assert result.exit_code == 0, result.output
    return result


def variables(output: str) -> dict[str, str]:
    lines = [shlex.split(line) for line in output.splitlines()]
    assert all(word == "export" for word, _ in lines)
    return dict(assignment.split("=", 1) for _, assignment in lines)


@pytest.mark.parametrize("options", [[], ["--shell"]])
def test_shell_lines_lead_boto3_to_the_emulator(
    emulator: RunningEmulator, monkeypatch: pytest.MonkeyPatch, options: list[str]
) -> None:
    for name, value in variables(run(emulator, *options).output).items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_PROFILE", raising=False)
    [instance] = boto3.session.Session().client("sso-admin").list_instances()["Instances"]
    with emulator.context.store.transaction() as tx:
        assert instance["InstanceArn"] == organization_instance(tx).instance_arn


def test_profile_has_session_and_services(emulator: RunningEmulator) -> None:
    parser = configparser.ConfigParser()
    parser.read_string(
        run(emulator, "--profile", "--account-id", "222233334444", "--role-name", "Admin", "--name", "e").output
    )
    assert parser.sections() == ["profile e", "sso-session e", "services e"]
    profile, session = parser["profile e"], parser["sso-session e"]
    assert (profile["sso_session"], profile["services"]) == ("e", "e")
    assert (profile["sso_account_id"], profile["sso_role_name"]) == ("222233334444", "Admin")
    assert profile["endpoint_url"] == emulator.url
    assert session["sso_start_url"].startswith("https://d-")
    assert session["sso_start_url"].endswith(".awsapps.com/start")
    assert session["sso_registration_scopes"] == "sso:account:access"
    assert parser["services e"]["sso_oidc"].strip() == f"endpoint_url = {emulator.url}"


def test_profile_without_account_can_be_completed_by_hand(emulator: RunningEmulator) -> None:
    assert "# sso_account_id = " in run(emulator, "--profile").output


def test_json_holds_both(emulator: RunningEmulator) -> None:
    document = json.loads(run(emulator, "--json").output)
    assert document["endpoint"] == document["environment"]["AWS_ENDPOINT_URL"] == emulator.url
    assert "[sso-session emulator]" in document["profile"]


def test_https_names_the_certificate_authority(tmp_path: Path) -> None:
    with Server(Settings(port=0, tls=True, tls_directory=tmp_path)) as server:
        options = ["--endpoint", server.url, "--ca-file", str(tmp_path / "ca.pem")]
        result = CliRunner().invoke(config, options)
        assert variables(result.output)["AWS_CA_BUNDLE"] == str(tmp_path / "ca.pem")
        profile = CliRunner().invoke(config, [*options, "--profile"]).output
        assert f"ca_bundle = {tmp_path / 'ca.pem'}" in profile


def test_emulator_that_does_not_run_is_named() -> None:
    result = CliRunner().invoke(config, ["--endpoint", "http://127.0.0.1:9"])
    assert result.exit_code == 1
    assert "http://127.0.0.1:9 does not answer" in result.stderr


def test_head_of_the_portal_over_https_leads_to_aws_once(tmp_path: Path) -> None:
    """So the AWS CLI accepts the emulator's own portal URL as a start URL (facts/awsapi.md §4.4)."""
    with Server(Settings(port=0, tls=True, tls_directory=tmp_path)) as server:
        answer = requests.head(f"{server.url}/start", verify=str(tmp_path / "ca.pem"), timeout=5)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("https://d-")
        assert answer.headers["Location"].endswith(".awsapps.com/start")


def test_keycloak_is_given_a_realm_that_knows_the_emulator(emulator: RunningEmulator) -> None:
    instance = requests.get(f"{emulator.url}/_emulator/info", timeout=10).json()["instance"]
    (client,) = json.loads(run(emulator, "--provider", "keycloak").output)["clients"]
    assert client["clientId"] == instance["issuer"]
    assert client["redirectUris"] == [instance["acs_url"]]


def test_simplesamlphp_is_given_metadata_that_know_the_emulator(emulator: RunningEmulator) -> None:
    instance = requests.get(f"{emulator.url}/_emulator/info", timeout=10).json()["instance"]
    php = run(emulator, "--provider", "simplesamlphp").output
    assert f"$metadata['{instance['issuer']}']" in php
    assert f"'AssertionConsumerService' => '{instance['acs_url']}'" in php
