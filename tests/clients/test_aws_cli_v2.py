"""Debian's AWS CLI 2.9, which knows no endpoint settings: AWS's own host names lead to the emulator, over TLS.

They do so only inside a private mount namespace, in which /etc/hosts is another file.
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import pytest
import requests
from lxml import html

from emulator.seed.model import Seed
from emulator.server import Server, aws_host_names
from emulator.settings import Settings

# A loopback address of its own, so that port 443 is free whatever else runs on this machine.
ADDRESS = "127.0.44.3"
AWS = "/usr/bin/aws"
REGION = "us-east-1"
PRODUCTION = "222233334444"

SEED = {
    "users": [{"user_name": "ana@example.com", "given_name": "Ana", "family_name": "Ramirez"}],
    "permission_sets": [{"name": "Admin", "managed_policies": ["arn:aws:iam::aws:policy/AdministratorAccess"]}],
    "assignments": [{"permission_set": "Admin", "accounts": [PRODUCTION], "users": ["ana@example.com"]}],
}


@dataclass(frozen=True)
class Machine:
    """A shell on which AWS's host names lead to the emulator, and a browser whose user is Ana."""

    server: Server
    browser: requests.Session
    home: Path

    def command(self, *arguments: str) -> list[str]:
        redirected = f"mount --bind '{self.home}/hosts' /etc/hosts && exec \"$@\""
        return ["unshare", "--mount", "sh", "-c", redirected, "sh", AWS, *arguments]

    @property
    def environment(self) -> dict[str, str]:
        return {
            "HOME": str(self.home),
            "PATH": os.environ["PATH"],
            "AWS_CA_BUNDLE": str(self.server.certificate_authority),
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_PAGER": "",
        }

    def aws(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            self.command(*arguments), env=self.environment, capture_output=True, text=True, timeout=60
        )

    def allow(self, user_code: str) -> str:
        """Sign in through the test IdP and allow the device; the text of the last page."""
        answer = self.browser.post(
            f"{self.server.url}/idp/sign-in",
            data={"name_id": "ana@example.com"},
            headers={"Accept": "application/json"},
        ).json()
        self.browser.post(answer["acs_url"], data={"SAMLResponse": answer["SAMLResponse"]}).raise_for_status()
        page = self.browser.get(f"{self.server.url}/device/allow", params={"user_code": user_code})
        [form] = html.document_fromstring(page.text).xpath("//main//form")
        fields = dict(form.fields) | {"decision": "allow"}
        return self.browser.post(urljoin(page.url, form.action), data=fields).text


def missing() -> str | None:
    """Why this test cannot run here, if it cannot."""
    if not Path(AWS).exists():
        return f"{AWS} is missing; install it with `apt-get install awscli`"
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        return "a private mount namespace and port 443 need root and `unshare`"
    return None


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    reason = missing()
    if reason is not None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(reason)
    with Server(Settings(host=ADDRESS, port=443, tls=True, tls_directory=tmp_path / "tls", region=REGION)) as server:
        assert server.emulator is not None
        server.emulator.reset(Seed.model_validate(SEED))
        instance = requests.get(
            f"{server.url}/_emulator/info", verify=str(server.certificate_authority), timeout=10
        ).json()["instance"]
        (tmp_path / "hosts").write_text("".join(f"{ADDRESS} {name}\n" for name in aws_host_names(REGION)))
        (tmp_path / ".aws").mkdir()
        (tmp_path / ".aws" / "config").write_text(
            "[default]\n"
            f"region = {REGION}\n"
            f"sso_start_url = https://{instance['identity_store_id']}.awsapps.com/start\n"
            f"sso_region = {REGION}\nsso_account_id = {PRODUCTION}\nsso_role_name = Admin\n"
            "s3 =\n  addressing_style = path\n"
        )
        with requests.Session() as browser:
            # Else REQUESTS_CA_BUNDLE of the surroundings would win.
            browser.trust_env = False
            browser.verify = str(server.certificate_authority)
            yield Machine(server, browser, tmp_path)


def test_login_then_s3_with_the_role_then_logout(machine: Machine) -> None:
    login = subprocess.Popen(
        machine.command("sso", "login", "--no-browser"),
        env=machine.environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert login.stdout is not None
    printed = ""
    try:
        while not (found := re.search(r"\b[A-Z]{4}-[A-Z]{4}\b", printed)):
            line = login.stdout.readline()
            assert line, printed
            printed += line
        assert "Request approved" in machine.allow(found[0])
        printed += login.communicate(timeout=60)[0]
    finally:
        login.kill()
        login.communicate()
    assert "Successfully logged into Start URL" in printed

    caller = machine.aws("sts", "get-caller-identity", "--query", "Arn", "--output", "text")
    assert re.fullmatch(
        rf"arn:aws:sts::{PRODUCTION}:assumed-role/AWSReservedSSO_Admin_[0-9a-f]{{16}}/ana@example\.com",
        caller.stdout.strip(),
    ), caller.stderr
    made = machine.aws("s3", "mb", "s3://made-by-the-role")
    assert made.returncode == 0, made.stderr
    assert "made-by-the-role" in machine.aws("s3", "ls").stdout

    assert machine.aws("sso", "logout").returncode == 0
    gone = machine.aws("sts", "get-caller-identity")
    assert gone.returncode != 0
