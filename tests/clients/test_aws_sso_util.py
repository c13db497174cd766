"""aws-sso-util (from PyPI) signs in by the device flow."""

import json
import re
import subprocess
from pathlib import Path

from web.oidc.conftest import House

from clients.conftest import client_path, environment


def test_sign_in_by_the_device_flow(house: House, tmp_path: Path) -> None:
    command = [client_path("aws-sso-util"), "login", house.start_url, "us-east-1", "--headless"]
    process = subprocess.Popen(
        command, env=environment(house, tmp_path), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    assert process.stdout is not None
    printed = ""
    try:
        while not (found := re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", printed)):
            line = process.stdout.readline()
            assert line, printed
            printed += line
        assert "Request approved" in house.decide({"userCode": found[0]}).text
        printed += process.communicate(timeout=60)[0]
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == 0, printed
    cached = [json.loads(path.read_text()) for path in (tmp_path / ".aws" / "sso" / "cache").glob("*.json")]
    tokens = [entry["accessToken"] for entry in cached if "accessToken" in entry]
    assert len(tokens) == 1
    assert house.portal.list_accounts(accessToken=tokens[0])["accountList"] == []
