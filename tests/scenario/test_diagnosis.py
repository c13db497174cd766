"""`idc diagnose` on broken states: after a scenario has reproduced its error, the first broken link is its cause."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from emulator.scenario.client import EmulatorClient
from emulator.scenario.library import ScenarioFile, read_scenarios, scenarios_folder
from emulator.scenario.model import Scenario
from emulator.scenario.values import Values
from emulator.scenario.watch import Watch
from emulator.scenario.world import World
from tests.conftest import RunningEmulator

# Entries about a person who cannot get in, or cannot get to something.
ENTRIES = {
    "application-configuration",
    "authenticator-app-clock",
    "customer-managed-keys",
    "domain-users-group",
    "external-idp-sign-in",
    "invalid-mfa-credentials",
    "its-not-you",
    "missing-emails",
    "scim-user-sync",
    "session-token",
    "stale-assignment",
    "trusted-domain-members",
    "upn-user-name",
}
OTHERS = {
    "duplicate.primary-email",
    "mfa.sign-in-blocked",
    "mfa.no-email-address",
    "sign-in.no-password",
    "sign-in.one-time-password-expired",
    "portal.account-not-assigned",
    "portal.role-name",
    "portal.role-not-assigned",
    "provisioning.missing-policy",
    "saml.signature.invalid",
    "saml.status.not-success",
    "scim.attribute.characters",
    "totp.code-wrong",
}
# What the chain cannot name first, and why.
EXCEPTIONS = {
    "kms.access-blocked.administrator": "it is about an administrator, not about a person",
    "saml.certificate-mismatch": "that the imported certificate has expired, too, comes first",
    "session.revoked": "that the user was disabled, which ended the session, comes first",
    "session.unknown-token": "a token that nobody was given leads to no person",
}
NAMES = ("name_id", "user_name", "userName")

FILES = {
    file.scenario.id: file
    for file in read_scenarios([scenarios_folder()])
    if file.scenario.entry in ENTRIES or file.scenario.id in OTHERS
}


@pytest.fixture
def client(emulator: RunningEmulator) -> EmulatorClient:
    return EmulatorClient(emulator.url)


def first_causes(client: EmulatorClient, scenario: Scenario) -> list[str | None]:
    """What the scenario is about is broken; per person in it, the cause of the first broken link."""
    values = reproduce(client, scenario)
    questions = ({"user": name} | about(scenario, values) for name in people_of(scenario))
    chains = (client.ask("GET", f"diagnosis?{urlencode(question)}") for question in questions)
    return [
        next((link["diagnosis"]["cause"] for link in chain["links"] if link["state"] == "broken"), None)
        for chain in chains
    ]


def reproduce(client: EmulatorClient, scenario: Scenario) -> Values:
    world = World(client, Values(client.reset(scenario.given.model_dump(mode="json", exclude_unset=True))))
    watch = Watch(client)
    try:
        for step in scenario.when:
            watch.take(world, step.action)
    finally:
        world.close()
    return world.values


def people_of(scenario: Scenario) -> list[str]:
    """Those whom the steps name, and the users who were there."""
    named = [text for step in steps_of(scenario) for text in texts_under(step, NAMES) if "$" not in text]
    directory = scenario.given.active_directory
    accounts = [user.sam_account_name for user in directory.users] if directory else []
    return list(dict.fromkeys([*named, *(user.user_name for user in scenario.given.users), *accounts]))


def about(scenario: Scenario, values: Values) -> dict[str, str]:
    """What the last step asks for: an account, a role, or an application."""
    found: dict[str, str] = {}
    for step in steps_of(scenario):
        parameters = (step.get("aws") or {}).get("params") or {}
        keys = {"accountId": "account_id", "roleName": "permission_set", "TargetId": "account_id"}
        found |= {key: values.fill(parameters[name]) for name, key in keys.items() if name in parameters}
        if (step.get("aws") or {}).get("operation") == "CreateApplication":
            found["application"] = parameters["Name"]
    if scenario.given.applications:
        found["application"] = scenario.given.applications[0].name
    return found


def steps_of(scenario: Scenario) -> list[dict[str, Any]]:
    return [step.model_dump(mode="json", exclude_unset=True) for step in scenario.when]


def texts_under(value: Any, keys: tuple[str, ...]) -> Iterator[str]:
    if isinstance(value, dict):
        for key, below in value.items():
            if key in keys and isinstance(below, str):
                yield below
            yield from texts_under(below, keys)
    elif isinstance(value, list):
        for each in value:
            yield from texts_under(each, keys)


@pytest.mark.parametrize(
    "file", [file for name, file in FILES.items() if name not in EXCEPTIONS], ids=lambda f: f.scenario.id
)
def test_the_first_broken_link_is_the_cause(file: ScenarioFile, client: EmulatorClient) -> None:
    assert file.scenario.cause in first_causes(client, file.scenario)


@pytest.mark.parametrize("name", EXCEPTIONS)
def test_an_exception_is_one(name: str, client: EmulatorClient) -> None:
    scenario = FILES[name].scenario
    assert scenario.cause not in first_causes(client, scenario)
