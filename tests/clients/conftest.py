"""Command-line clients of AWS, as their users have them: in an environment of their own."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from web.oidc.conftest import House, house

__all__ = ["house"]

ROOT = Path(__file__).parents[2]


def client_path(name: str) -> Path:
    """The command; without it the test is skipped, on CI it fails."""
    folder = Path(os.environ.get("IDC_TEST_AWS_CLIENTS", ROOT / ".venv-aws-clients" / "bin"))
    path = folder / name
    if not path.exists():
        missing = (
            f"{path} is missing; install it with `python3 -m venv .venv-aws-clients && "
            ".venv-aws-clients/bin/pip install awscli aws-sso-util`"
        )
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return path


def environment(house: House, home: Path) -> dict[str, str]:
    """A person's shell, with nothing but the endpoint and a Region set."""
    return {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "AWS_ENDPOINT_URL": house.url,
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
    }


Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def aws(house: House, tmp_path: Path) -> Run:
    """`aws <arguments>` with further environment variables."""
    path = client_path("aws")

    def run(*arguments: str, **further: str) -> "subprocess.CompletedProcess[str]":
        variables = environment(house, tmp_path) | further
        return subprocess.run([path, *arguments], env=variables, capture_output=True, text=True, timeout=60)

    return run
