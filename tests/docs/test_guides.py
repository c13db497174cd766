"""What the guides tell people to type exists: scenarios, labs, and one page for each provider that is promised."""

import json
import re
from pathlib import Path

import pytest
import yaml

from emulator.cli.provider_configuration import PROVIDERS as CONFIGURED
from emulator.cli.provider_configuration import provider_configuration
from emulator.cli.welcome import welcome
from emulator.guide.catalogue import catalogue
from emulator.scenario.coverage import coverage
from emulator.scenario.lab.course import Course, check_course, labs_in
from emulator.scenario.library import read_scenarios, scenarios_folder
from emulator.scenario.own_provider.cases import CASES, MADE_AT_THE_PROVIDER
from emulator.server import Server
from tests.identity_providers import keycloak, test_simplesamlphp

GUIDES = Path(__file__).parents[2] / "docs" / "guides"
PROVIDERS = ("keycloak", "simplesamlphp", "okta", "entra-id", "google-workspace")
FILES = read_scenarios([scenarios_folder()])


@pytest.mark.parametrize("name", ["index", *PROVIDERS])
def test_every_cause_in_a_provider_guide_has_a_scenario_to_show(name: str) -> None:
    named = set(re.findall(r"\[`([a-z0-9.-]+)`\]", (GUIDES / "providers" / f"{name}.md").read_text("utf-8")))
    with_one = {each.cause.id for entry in coverage(FILES) for each in entry.causes if each.scenarios}
    assert len(named) >= 7
    assert named <= with_one


def guide(name: str) -> str:
    return (GUIDES / "providers" / f"{name}.md").read_text("utf-8")


def test_the_guide_of_simplesamlphp_shows_what_the_command_prints() -> None:
    (shown,) = re.findall(r"```php\n(.*?)```", guide("simplesamlphp"), re.DOTALL)
    assert shown == provider_configuration("simplesamlphp", issuer="<issuer>", acs_url="<ACS URL>")


def test_the_addresses_are_called_as_the_command_prints_them(server: Server) -> None:
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \|$", guide("index").partition("## 2.")[0], re.MULTILINE)
    printed = welcome(server)
    for label in [label for row in rows[1:] for label in row.split(", ")]:
        assert f"\n{label}:" in f"\n{printed}" or label.startswith("SCIM")


# The fields of Keycloak's pages, and what they are called in a realm file.
KEYCLOAK_FIELDS = {
    "Name ID format": "saml_name_id_format",
    "Force name ID format": "saml_force_name_id_format",
    "Force POST binding": "saml.force.post.binding",
    "Include AuthnStatement": "saml.authnstatement",
    "Sign documents": "saml.server.signature",
    "Sign assertions": "saml.assertion.signature",
    "Signature algorithm": "saml.signature.algorithm",
    "Keys > Client signature required": "saml.client.signature",
    "Keys > Encrypt assertions": "saml.encrypt",
    "Advanced > Assertion Consumer Service POST Binding URL": "saml_assertion_consumer_url_post",
    "IDP-Initiated SSO URL name": "saml_idp_initiated_sso_url_name",
}
IN_A_REALM_FILE = {"On": "true", "Off": "false"}


@pytest.mark.parametrize(("field", "attribute"), KEYCLOAK_FIELDS.items())
def test_the_guide_of_keycloak_tells_what_the_realm_holds(field: str, attribute: str) -> None:
    realm = json.loads(provider_configuration("keycloak", issuer="the issuer", acs_url="the ACS URL"))
    (value,) = re.findall(rf"^\| {re.escape(field)} \| (.*) \|$", guide("keycloak"), re.MULTILINE)
    held = realm["clients"][0]["attributes"][attribute]
    told = value.partition(":")[0].partition(";")[0]
    assert IN_A_REALM_FILE.get(told, told) == held or f"`{held}`" in value


def test_the_realm_for_keycloak_has_the_user_of_the_guide() -> None:
    realm = json.loads(provider_configuration("keycloak", issuer="the issuer", acs_url="the ACS URL"))
    (user,) = realm["users"]
    assert (user["username"], user["credentials"][0]["value"]) == ("jane", "jane")
    assert realm["clients"][0]["clientId"] == "the issuer"
    assert realm["clients"][0]["redirectUris"] == [realm["clients"][0]["adminUrl"]] == ["the ACS URL"]


@pytest.mark.parametrize(
    ("name", "tested"),
    [
        ("keycloak", {cause for cause, _ in keycloak.WRONG_FIELDS}),
        ("simplesamlphp", set(test_simplesamlphp.WRONG_FIELDS)),
    ],
)
def test_the_guide_names_what_was_tried_with_wrong_fields(name: str, tested: set[str]) -> None:
    assert tested <= set(re.findall(r"\[`([a-z0-9.-]+)`\]", guide(name)))


@pytest.mark.parametrize("name", PROVIDERS)
def test_a_guide_tells_whether_it_was_tested(name: str) -> None:
    if name in CONFIGURED:
        assert "**Tested:**" in guide(name)
        assert f"idc config --provider {name}" in guide(name)
    else:
        assert "**From the documentation, not tested at" in guide(name)
        (sample,) = re.findall(r"`(tests/saml/providers/\S+)`", guide(name))
        assert (GUIDES.parents[1] / sample).is_file()


def test_what_can_be_tried_with_an_own_provider_has_a_scenario() -> None:
    tried = {case.cause for case in CASES if case.cause is not None} | set(MADE_AT_THE_PROVIDER)
    assert tried <= {file.scenario.cause for file in FILES if file.scenario.then.page is not None}


def test_the_course_in_the_guide_of_labs_can_be_used() -> None:
    (document,) = re.findall(r"```yaml\n(.*?)```", (GUIDES / "labs.md").read_text("utf-8"), re.DOTALL)
    check_course(Course.model_validate(yaml.safe_load(document)), labs_in(FILES))


def test_the_tutorial_begins_with_a_cause_that_exists() -> None:
    (cause,) = re.findall(r"idc scenario new (\S+)", (GUIDES / "write-a-scenario.md").read_text("utf-8"))
    assert cause in catalogue()
