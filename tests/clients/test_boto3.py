"""boto3 with the profile that `idc config` prints: its token provider renews the token, then takes the role."""

import hashlib
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from web.oidc.conftest import PRODUCTION, House
from web.signin.conftest import ANA

from emulator.cli.config import config


@pytest.fixture
def home(house: House, tmp_path: Path) -> Path:
    """A home directory with the profile."""
    house.assign("Admin", PRODUCTION)
    options = ["--endpoint", house.url, "--profile", "--account-id", PRODUCTION, "--role-name", "Admin"]
    profile = CliRunner().invoke(config, options).output
    (tmp_path / ".aws" / "sso" / "cache").mkdir(parents=True)
    (tmp_path / ".aws" / "config").write_text(profile)
    return tmp_path


def sign_in(house: House, home: Path, *, minutes_left: int) -> Path:
    """Write the token into the cache, as `aws sso login` does."""
    client = house.register_for_pkce()
    tokens = house.redeem(client, house.code(client))
    end = datetime.now(UTC) + timedelta(minutes=minutes_left)
    cached = home / ".aws" / "sso" / "cache" / f"{hashlib.sha1(b'emulator').hexdigest()}.json"
    document = {
        "startUrl": house.start_url,
        "region": "us-east-1",
        "accessToken": tokens["accessToken"],
        "expiresAt": f"{end:%Y-%m-%dT%H:%M:%SZ}",
        **client,
        "registrationExpiresAt": f"{datetime.now(UTC) + timedelta(days=80):%Y-%m-%dT%H:%M:%SZ}",
        "refreshToken": tokens["refreshToken"],
    }
    cached.write_text(json.dumps(document))
    return cached


def run(home: Path, expression: str) -> "subprocess.CompletedProcess[str]":
    """Evaluate an expression of `session` in a process of its own: botocore looks for its cache once."""
    code = f"import boto3; session = boto3.Session(profile_name='emulator'); print({expression})"
    variables = {"HOME": str(home), "PATH": os.environ["PATH"]}
    return subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, text=True, timeout=60)


def test_token_is_renewed_and_the_role_taken(house: House, home: Path) -> None:
    cached = sign_in(house, home, minutes_left=5)
    before = json.loads(cached.read_text())["accessToken"]
    caller = run(home, "session.client('sts').get_caller_identity()['Arn']")
    assert caller.stdout.startswith(f"arn:aws:sts::{PRODUCTION}:assumed-role/AWSReservedSSO_Admin_"), caller.stderr
    assert caller.stdout.strip().endswith(f"/{ANA}")
    assert json.loads(cached.read_text())["accessToken"] != before


def test_role_may_be_used_at_the_other_services(house: House, home: Path) -> None:
    sign_in(house, home, minutes_left=50)
    made = run(home, "session.client('s3').create_bucket(Bucket='made-with-the-role')['Location']")
    assert made.stdout.strip() == "/made-with-the-role", made.stderr


def test_refresh_is_refused_after_the_session_has_ended(house: House, home: Path) -> None:
    cached = sign_in(house, home, minutes_left=-1)
    house.portal.logout(accessToken=json.loads(cached.read_text())["accessToken"])
    refused = run(home, "session.client('sts').get_caller_identity()")
    assert refused.returncode == 1
    assert "Error when retrieving token from sso: Token has expired and refresh failed" in refused.stderr
