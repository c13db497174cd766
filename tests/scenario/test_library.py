"""Finding, reading and choosing scenario files."""

from pathlib import Path

import pytest

from emulator.guide.catalogue import catalogue
from emulator.scenario.coverage import coverage
from emulator.scenario.library import NoSuchScenario, choose, keyword, named, read_scenarios, scenarios_folder
from emulator.seed.document import DocumentUnreadable
from tests.scenario.documents import SOUND

ALL = read_scenarios([scenarios_folder()])


@pytest.mark.parametrize("file", ALL, ids=lambda file: file.path.stem)
def test_every_file_bears_its_id_and_lies_in_the_folder_of_its_entry(file) -> None:  # type: ignore[no-untyped-def]
    assert file.path.name == f"{file.scenario.id}.yaml"
    assert file.path.parent.name == file.scenario.entry
    assert file.scenario.entry == catalogue().entry_of(file.scenario.cause).id


WRITTEN_ENTRIES = (
    "scim-user-sync",
    "duplicate-user-or-group",
    "password-reset",
    "external-idp-sign-in",
    "invalid-mfa-credentials",
    "missing-emails",
)
WRITTEN_CAUSES = (
    "saml.clock-skew",
    "saml.certificate-mismatch",
    "saml.certificate-expired",
    "idp-metadata.name-id-format",
    "scim.token.missing",
    "scim.token.wrong",
    "scim.token.expired",
    "scim.token.third",
    "scim.group.too-many-members",
    "scim.group.members-replaced",
    "scim.patch.missing-path",
    "scim.patch.several-attributes-without-path",
    "scim.group.nested",
)


def test_every_cause_that_is_promised_has_a_scenario() -> None:
    entries = {covered.entry.id: covered for covered in coverage(ALL)}
    missing = [each.cause.id for name in WRITTEN_ENTRIES for each in entries[name].causes if not each.scenarios]
    with_one = {file.scenario.cause for file in ALL}
    assert missing + [cause for cause in WRITTEN_CAUSES if cause not in with_one] == []


def test_the_coverage_lists_causes_without_a_scenario_too() -> None:
    listed = {each.cause.id: each.scenarios for covered in coverage([]) for each in covered.causes}
    assert set(listed) == {cause.id for cause in catalogue().causes}
    assert not any(listed.values())


def test_a_name_is_an_id_an_entry_or_a_path(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(SOUND.replace("id: scim.multi", "id: my.multi"))
    assert [file.scenario.id for file in named(["saml.clock-skew"])] == ["saml.clock-skew"]
    assert {file.scenario.entry for file in named(["its-not-you"])} == {"its-not-you"}
    assert [file.path for file in named([str(own)])] == [own]
    assert [file.path for file in named([str(tmp_path)])] == [own]
    assert len(named([])) == len(ALL)


def test_an_unknown_name_comes_with_a_suggestion() -> None:
    with pytest.raises(NoSuchScenario, match=r"did you mean saml\.clock-skew"):
        named(["saml.clock-skev"])


def test_all_unreadable_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("id: [")
    (tmp_path / "b.yaml").write_text(SOUND.replace("title:", "titel:"))
    with pytest.raises(DocumentUnreadable) as problem:
        read_scenarios([tmp_path])
    assert "a.yaml:2: is not YAML" in str(problem.value)
    assert "b.yaml:2: unknown key `titel`; did you mean `title`?" in str(problem.value)


def test_one_id_in_two_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(SOUND)
    (tmp_path / "b.yaml").write_text(SOUND)
    with pytest.raises(DocumentUnreadable, match=r"the id scim\.multi-valued-emails is that of .*a\.yaml too"):
        read_scenarios([tmp_path])


def test_scenarios_are_chosen_by_cause() -> None:
    assert [file.scenario.id for file in choose(ALL, cause="saml.user-disabled")] == ["saml.user-disabled"]


@pytest.mark.parametrize(
    ("expression", "picked"),
    [
        ("clock", True),
        ("CLOCK", True),
        ("its-not-you", True),
        ("not clock", False),
        ("clock and scim", False),
        ("scim or clock", True),
        ("scim or clock and not saml", False),
    ],
)
def test_an_expression_picks_by_words(expression: str, picked: bool) -> None:
    (clock_skew,) = named(["saml.clock-skew"])
    assert keyword(expression)(clock_skew.scenario) is picked
