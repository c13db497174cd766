"""The schema of scenario files, and what a mistake in one is answered with."""

import jsonschema
import pytest
import yaml

from emulator.scenario.library import read_scenarios, scenarios_folder
from emulator.scenario.model import Scenario, json_schema
from emulator.scenario.steps import VERBS
from emulator.seed.document import DocumentUnreadable, parse_document
from tests.scenario.documents import SOUND


def problems(text: str) -> str:
    with pytest.raises(DocumentUnreadable) as unreadable:
        parse_document(text, Scenario, name="mine.yaml")
    return str(unreadable.value)


def test_a_sound_scenario_is_read() -> None:
    scenario = parse_document(SOUND, Scenario, name="mine.yaml")
    assert scenario.when[0].verb == "scim"
    assert scenario.given.scim.enabled


def test_an_unknown_key_is_named_with_file_line_and_a_suggestion() -> None:
    text = problems(SOUND.replace("evidence:", "evidense:"))
    assert "mine.yaml:5: unknown key `evidense`; did you mean `evidence`?" in text
    assert "`evidence` is required" in text


def test_an_unknown_verb_is_named_with_its_line() -> None:
    assert "mine.yaml:8: unknown key `when.0.scimm`; did you mean `scim`?" in problems(
        SOUND.replace("  - scim: {method", "  - scimm: {method")
    )


def test_a_mistake_inside_a_step_is_named_with_its_line() -> None:
    assert "mine.yaml:8: unknown key `when.0.scim.paht`; did you mean `path`?" in problems(
        SOUND.replace("path: /Users, body", "paht: /Users, body")
    )


def test_a_mistake_in_the_given_state_is_named_with_its_line() -> None:
    text = SOUND.replace("when:\n", "given:\n  users:\n    - {user_name: jane, given_name: Jane}\nwhen:\n")
    assert "mine.yaml:9: `given.users.0.family_name` is required" in problems(text)


def test_a_step_with_two_verbs_is_refused() -> None:
    text = problems(SOUND.replace("  - scim: {method: POST", "  - open_page: {}\n    scim: {method: POST"))
    assert "mine.yaml:8: `when.0`: a step has exactly one verb" in text
    assert "found scim, open_page" in text


def test_a_step_without_a_verb_is_refused() -> None:
    assert "found none" in problems(SOUND.replace("when:\n", "when:\n  - about: Nothing happens.\n"))


def test_an_unknown_cause_is_refused() -> None:
    text = problems(SOUND.replace("cause: scim.multi-valued-emails", "cause: scim.two-emails"))
    assert "mine.yaml:4: `cause`: the catalogue has no such cause" in text


def test_an_entry_that_the_cause_does_not_belong_to_is_refused() -> None:
    text = problems(SOUND.replace("entry: scim-user-sync", "entry: session-token"))
    assert "`cause`: this cause belongs to the entry scim-user-sync" in text


def test_an_unknown_entry_is_refused() -> None:
    assert "mine.yaml:3: `entry`" in problems(SOUND.replace("entry: scim-user-sync", "entry: scim"))


def test_a_scenario_must_state_the_trail() -> None:
    assert "`then` must state the trail" in problems(SOUND.replace("  trail: none\n", ""))


def test_a_scenario_must_say_what_a_client_sees() -> None:
    assert "say what a client sees" in problems(SOUND.replace("  api: {status: 400}\n", ""))


def test_a_scenario_in_which_nothing_changes_proves_nothing() -> None:
    assert "nothing is proven" in problems(SOUND.partition("verify:")[0])


def test_what_is_not_yaml_is_refused_with_its_line() -> None:
    assert problems("id: [\n").startswith("mine.yaml:2: is not YAML")


@pytest.mark.parametrize("text", ["", "[]", "42", "just words"])
def test_what_is_no_mapping_is_refused(text: str) -> None:
    assert "mine.yaml:1:" in problems(text)


def test_the_published_schema_is_a_json_schema_that_describes_everything() -> None:
    schema = json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    for part in (schema, *schema["$defs"].values()):
        assert part.get("description") or part.get("enum"), part["title"]
    assert set(VERBS) <= set(schema["$defs"]["Step"]["properties"])


def test_every_scenario_fits_the_published_schema() -> None:
    validator = jsonschema.Draft202012Validator(json_schema())
    for file in read_scenarios([scenarios_folder()]):
        validator.validate(yaml.safe_load(file.path.read_text("utf-8")))
