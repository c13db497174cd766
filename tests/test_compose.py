"""docker-compose.yml holds together: what it names exists, and nothing is published beyond this machine."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from emulator.cli.provider_configuration import PROVIDERS
from emulator.settings import Settings

ROOT = Path(__file__).parents[1]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


def test_there_is_a_profile_for_postgresql_and_one_for_keycloak() -> None:
    profiles = {profile for service in SERVICES.values() for profile in service.get("profiles", [])}
    assert profiles == {"postgres", "keycloak"}
    assert [name for name, service in SERVICES.items() if "profiles" not in service] == ["identity-center"]


@pytest.mark.parametrize("name", SERVICES)
def test_ports_are_open_to_this_machine_only(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


@pytest.mark.parametrize("name", SERVICES)
def test_what_a_service_needs_is_there_in_its_profile(name: str) -> None:
    service = SERVICES[name]
    for needed in service.get("depends_on", {}):
        assert set(SERVICES[needed].get("profiles", service.get("profiles", []))) >= set(service.get("profiles", []))
    for volume in service.get("volumes", []):
        assert volume.partition(":")[0] in COMPOSE["volumes"]


@pytest.mark.parametrize("name", SERVICES)
def test_settings_of_the_emulator_exist(name: str) -> None:
    for variable in SERVICES[name].get("environment", {}):
        if variable.startswith("IDC_"):
            assert variable.removeprefix("IDC_").lower() in Settings.model_fields


def test_the_realm_is_written_where_keycloak_reads_it() -> None:
    (command,) = SERVICES["keycloak-realm"]["command"]
    provider, file = re.findall(r"--provider (\S+) .* > (\S+)$", command)[0]
    assert provider in PROVIDERS
    (written,) = SERVICES["keycloak-realm"]["volumes"]
    (read,) = SERVICES["keycloak"]["volumes"]
    assert file.startswith(written.partition(":")[2])
    assert file.endswith(".json")
    assert read.split(":")[:2] == [written.partition(":")[0], "/opt/keycloak/data/import"]


def test_keycloak_is_the_version_that_is_tested() -> None:
    (tested,) = re.findall(r"^KEYCLOAK_VERSION := (\S+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert SERVICES["keycloak"]["image"] == f"quay.io/keycloak/keycloak:{tested}"
    assert f"Keycloak {tested}" in (ROOT / "docs/guides/providers/keycloak.md").read_text("utf-8")
