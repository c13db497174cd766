"""A YAML file that does not fit is explained with file, line and a suggestion."""

from pathlib import Path

import pytest

from emulator.seed.document import DocumentUnreadable, parse_document, read_document
from emulator.seed.model import Seed


def problems(text: str) -> list[str]:
    with pytest.raises(DocumentUnreadable) as unreadable:
        parse_document(text, Seed, name="seed.yaml")
    return str(unreadable.value).splitlines()


def test_fitting_document_is_read() -> None:
    seed = parse_document("users:\n- {user_name: a, given_name: A, family_name: B}\n", Seed, name="seed.yaml")
    assert [user.user_name for user in seed.users] == ["a"]


def test_empty_document_is_the_state_of_a_new_instance() -> None:
    assert parse_document("", Seed, name="seed.yaml") == Seed()


def test_unknown_key_is_named_with_its_line_and_the_likely_key() -> None:
    text = "scim:\n  enabled: true\n  tokns: 2\n"
    assert problems(text) == ["seed.yaml:3: unknown key `scim.tokns`; did you mean `tokens`?"]


def test_missing_key_is_named_with_the_line_of_its_parent() -> None:
    text = "users:\n- user_name: a\n  given_name: A\n"
    assert problems(text) == ["seed.yaml:2: `users.0.family_name` is required"]


def test_wrong_value_is_shown() -> None:
    (problem,) = problems("generate_users: many\n")
    assert problem.startswith("seed.yaml:1: `generate_users`: ")
    assert problem.endswith("(found 'many')")


def test_choice_between_a_word_and_a_mapping_is_explained_by_the_mapping_alone() -> None:
    text = "identity_source:\n  idp:\n    issuer: https://idp.example.com\n"
    expected = "give either `metadata`, or all of `issuer`, `sign_in_url` and `certificates`"
    assert problems(text) == [f"seed.yaml:2: `identity_source.idp`: {expected}"]


def test_wrong_word_is_told_what_words_there_are() -> None:
    (problem, *_) = problems("identity_source:\n  idp: okta\n")
    assert problem == "seed.yaml:2: `identity_source.idp`: Input should be 'test-idp' (found 'okta')"


def test_rule_over_several_keys_is_told_without_an_empty_name() -> None:
    (problem,) = problems("groups:\n- {display_name: staff, members: [nobody]}\n")
    assert problem == "seed.yaml:1: group 'staff' has the member 'nobody', who is no user here"


def test_clock_without_time_zone_and_outside_its_years_is_refused() -> None:
    assert "timezone" in problems("clock: 2026-01-01T00:00:00\n")[0]
    assert "1970 to 2999" in problems("clock: 1000-01-01T00:00:00Z\n")[0]


@pytest.mark.parametrize("text", ["a: [}", "a: b: c", "\tx: 1", "&a *b", "- *nothing"])
def test_text_that_is_not_yaml_is_refused_with_its_line(text: str) -> None:
    assert problems(text)[0].startswith("seed.yaml:1: is not YAML: ")


@pytest.mark.parametrize("text", ["- a\n", "just text\n", "5\n"])
def test_yaml_that_is_no_mapping_is_refused(text: str) -> None:
    assert problems(text)[0].startswith("seed.yaml:1: ")


def test_file_that_is_not_there_and_file_in_another_encoding_are_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentUnreadable, match=r"none\.yaml: cannot be read"):
        read_document(tmp_path / "none.yaml", Seed)
    (tmp_path / "latin.yaml").write_bytes(b"users: \xe4")
    with pytest.raises(DocumentUnreadable, match=r"latin\.yaml: cannot be read"):
        read_document(tmp_path / "latin.yaml", Seed)
