"""The problems that people report most have scenarios that show what was reported (facts/field.md §1)."""

import json

import pytest
from click.testing import CliRunner

from emulator.cli import main
from emulator.guide.field_cases import FieldCase, ShownHow, field_cases
from emulator.scenario.library import read_scenarios, scenarios_folder
from emulator.scenario.model import Scenario

SCENARIOS = {file.scenario.id: file.scenario for file in read_scenarios([scenarios_folder()])}

UNPARSABLE = "Request is unparsable, syntactically incorrect, or violates schema."

# For each rank what the scenarios have to expect of the wire, from the facts; `&` joins texts of one scenario.
RANKED: dict[int, list[str]] = {
    1: ["Something went wrong & Looks like this code isn't right. Please try again."],
    2: [
        "We couldn't complete your request right now. Please try again later. & ExternalIdPDirectoryLogin"
        " & Response contains invalid name id policy format & signin.amazonaws.com"
    ],
    3: ["An unexpected error has occurred & ExternalIdPDirectoryLogin"],
    4: [r"Not a valid response for the provided request id: aws_ & AwsConsoleSignIn"],
    5: ["It's not you, it's us"],
    6: ["Unable to build attributes from provided metadata object as url validation failed"],
    7: [f"{UNPARSABLE} & schema & schemas & exceptionRequestId & timeStamp"],
    8: [f"{UNPARSABLE} & .*101.*"],
    9: ["Replacing group memberships is not supported. & 400"],
    10: [
        'Current PATCH support allows omitting "path" attribute only for Add and Replace operations modifying a '
        "single attribute. & PatchGroup & identitystore-scim.amazonaws.com & HIDDEN_DUE_TO_SECURITY_REASONS"
    ],
    11: ["Refused to create a new, duplicate resource. & 409"],
    12: ["429 & Refused to create a new, duplicate resource. & 409"],
    13: ["401"],
    14: ["totalResults: 50 & itemsPerPage: 50 & startIndex: 1"],
    15: ["name.givenName & 400", "List attribute emails exceeds allowed limit of 1"],
    16: [f"{UNPARSABLE} & 400"],
    17: ["InvalidRequestException"],
    18: ["invalid_grant & Invalid grant provided"],
    19: ["401 & UnauthorizedException & Session token not found or invalid"],
    20: ["InvalidGrantException"],
    21: ["ForbiddenException & No access & 403"],
    22: ["TooManyRequestsException & 429"],
    23: [
        "FAILED & AWS SSO is unable to complete your request at this time. Obtaining permissions to manage your AWS "
        "account '333344445555' takes longer than usual. Please try again in a few minutes. If this problem "
        "continues, contact AWS Support."
    ],
    24: ["ConflictException", "PermissionSet with name AdministratorAccess already exists."],
    25: [
        "UnmodifiableEntity & Cannot perform the operation on the protected role '${role}' - this role is only "
        "modifiable by AWS",
        "Received a 403 status error: Access denied by IAM. Please check your policy, or wait for role propagation "
        "to complete. IAM Error: ",
    ],
}

# Ranks whose text is that of every one of their scenarios.
OF_EVERY_SCENARIO = (5, 11, 13, 19, 21)

# What comes next, by words of the title.
OTHERS: dict[str, list[str]] = {
    "identity store of that id": ["IdentityStore not present for IdentityStoreId: d-93674281b5"],
    'the text "null"': [
        "1 validation error detected: Value 'null' at 'identityStoreId' failed to satisfy constraint"
    ],
    "session tag": ["Unable to validate tags"],
    "no access to the SAML application": ["No access & Confirm with your administrator that you have access to"],
    "audience is bad": ["is not a valid audience for this Response"],
    "holds a group": [UNPARSABLE],
    "ServiceProviderConfig": ["401"],
    "MFA messages": ["Browser not supported", "Looks like this code isn't right. Please try again."],
    "could not be verified": ["Looks like this code isn't right. Please try again."],
}


def expectations(scenario: Scenario) -> str:
    """Everything that a scenario expects to be seen, as one text."""
    steps = (*scenario.when, *scenario.fix.steps, *scenario.verify.steps)
    expected = [scenario.then, *(step.then for step in steps), scenario.verify.then]
    documents = [then.model_dump(mode="json", exclude_unset=True) for then in expected if then is not None]
    return json.dumps(documents, ensure_ascii=False).replace('\\"', '"').replace('": ', ": ").replace('"', "")


def shows(scenario: Scenario, texts: str) -> bool:
    told = expectations(scenario)
    return all(text.replace('"', "") in told for text in texts.split(" & "))


def case_of(words: str) -> FieldCase:
    (case,) = [case for case in field_cases() if case.number is None and words in case.title]
    return case


def test_the_25_most_reported_problems_are_there_in_order() -> None:
    assert [case.number for case in field_cases() if case.number is not None] == list(range(1, 26)) == list(RANKED)
    assert len([case for case in field_cases() if case.number is None]) == len(OTHERS)


@pytest.mark.parametrize("case", field_cases(), ids=lambda case: case.title)
def test_every_case_names_scenarios_that_exist(case: FieldCase) -> None:
    assert case.scenarios
    assert [name for name in case.scenarios if name not in SCENARIOS] == []


@pytest.mark.parametrize("number", RANKED)
def test_a_scenario_expects_what_was_reported(number: int) -> None:
    case = field_cases()[number - 1]
    for texts in RANKED[number]:
        enough = all if number in OF_EVERY_SCENARIO else any
        assert enough(shows(SCENARIOS[name], texts) for name in case.scenarios), texts


@pytest.mark.parametrize("words", OTHERS)
def test_a_scenario_shows_what_is_reported_less_often(words: str) -> None:
    for texts in OTHERS[words]:
        assert any(shows(SCENARIOS[name], texts) for name in case_of(words).scenarios), texts


@pytest.mark.parametrize("case", [each for each in field_cases() if each.shown is ShownHow.EXACTLY], ids=str)
def test_texts_that_are_shown_exactly_are_expected_by_a_scenario(case: FieldCase) -> None:
    told = [expectations(SCENARIOS[name]) for name in case.scenarios]
    for text in case.texts:
        fixed = text.replace('"', "").partition("<")[0]
        assert any(fixed in each for each in told), text


def test_the_command_lists_them() -> None:
    listed = CliRunner().invoke(main, ["scenario", "list", "--field"])
    assert listed.exit_code == 0
    for case in field_cases():
        assert all(name in listed.output for name in case.scenarios)
    as_json = CliRunner().invoke(main, ["scenario", "list", "--field", "--json"])
    assert [case["title"] for case in json.loads(as_json.output)] == [case.title for case in field_cases()]
