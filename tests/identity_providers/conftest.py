"""Identity providers of others, running, and the emulator that they know."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner, Result

from emulator.cli import main
from tests.conftest import RunningEmulator
from tests.identity_providers.keycloak import Keycloak, running_keycloak
from tests.identity_providers.simplesamlphp import PACKAGES, PROGRAM, SimpleSamlPhp, running_simplesamlphp


@dataclass(frozen=True)
class ServiceProvider:
    """What a provider is told of the emulator."""

    url: str
    issuer: str
    acs_url: str


@pytest.fixture
def service_provider(emulator: RunningEmulator) -> ServiceProvider:
    instance = requests.get(f"{emulator.url}/_emulator/info", timeout=10).json()["instance"]
    return ServiceProvider(emulator.url, instance["issuer"], instance["acs_url"])


@pytest.fixture(scope="session")
def running_php(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleSamlPhp]:
    """SimpleSAMLphp; without it the tests are skipped, on CI they fail."""
    if not PROGRAM.exists():
        missing = f"{PROGRAM} is missing; install it with `apt-get install --no-install-recommends {PACKAGES}`"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    with running_simplesamlphp(tmp_path_factory.mktemp("simplesamlphp")) as provider:
        yield provider


@pytest.fixture
def simplesamlphp(running_php: SimpleSamlPhp, service_provider: ServiceProvider) -> SimpleSamlPhp:
    """SimpleSAMLphp as its guide sets it up."""
    running_php.publish()
    running_php.know(service_provider.issuer, service_provider.acs_url)
    return running_php


@pytest.fixture(scope="session")
def running_java(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keycloak]:
    """Keycloak; the variable KEYCLOAK_HOME says where it is."""
    with running_keycloak(Path(os.environ["KEYCLOAK_HOME"]), tmp_path_factory.mktemp("keycloak")) as provider:
        provider.import_realm()
        yield provider


@pytest.fixture
def keycloak(running_java: Keycloak, service_provider: ServiceProvider) -> Keycloak:
    """Keycloak as its guide sets it up."""
    running_java.know(service_provider.issuer, service_provider.acs_url)
    return running_java


Run = Callable[..., Result]


@pytest.fixture
def run(service_provider: ServiceProvider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`idc scenario run --idp <metadata> …` as jane."""
    monkeypatch.setenv("IDC_IDP_PASSWORD", "jane")

    def run_with(metadata: str, *arguments: str) -> Result:
        fixed = ["scenario", "run", "--idp", metadata, "--endpoint", service_provider.url, "--idp-user", "jane"]
        return CliRunner().invoke(main, [*fixed, *arguments])

    return run_with
