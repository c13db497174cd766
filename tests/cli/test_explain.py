"""`idc explain` as a person or a program uses it."""

import json

from click.testing import CliRunner, Result

from emulator.cli.explain import explain


def run(*arguments: str) -> Result:
    return CliRunner().invoke(explain, arguments)


def test_a_cause_is_told_as_a_whole_story() -> None:
    result = run("saml.name-id.username-mismatch")
    assert result.exit_code == 0
    for part in ("What you see", "Why", "Fix", "Documentation", "Entry 11", "[observed]", "Something went wrong"):
        assert part in result.output


def test_a_text_with_one_cause_is_told_as_a_whole_story() -> None:
    result = run("List attribute emails exceeds allowed limit of 1")
    assert result.exit_code == 0
    assert "scim.multi-valued-emails" in result.output
    assert "Fix" in result.output


def test_words_need_no_quotes() -> None:
    assert run("Duplicate", "GroupDisplayName").output == run("Duplicate GroupDisplayName").output


def test_a_text_with_several_causes_lists_them() -> None:
    result = run("something went wrong")
    assert result.exit_code == 0
    assert "saml.user-not-provisioned" in result.output
    assert "The whole story: idc explain " in result.output
    assert "Documentation" not in result.output


def test_all_tells_every_story() -> None:
    output = run("missing-emails", "--all").output
    assert output.count("What you see") == 2


def test_an_unknown_text_exits_1_and_says_so() -> None:
    result = run("the quick brown fox")
    assert result.exit_code == 1
    assert "Nothing in the guide fits 'the quick brown fox'." in result.stderr
    assert result.stdout == ""


def test_a_mistyped_id_is_answered_with_its_neighbours() -> None:
    result = run("saml.nameid.format")
    assert result.exit_code == 1
    assert "saml.name-id.format" in result.stderr


def test_no_argument_is_a_usage_error() -> None:
    assert run().exit_code == 2


def test_json_carries_entry_cause_and_score() -> None:
    result = run("--json", "Duplicate GroupDisplayName")
    document = json.loads(result.stdout)
    first = document["matches"][0]
    assert result.exit_code == 0
    assert first["matched"] == "Duplicate GroupDisplayName"
    assert first["entry"] == {
        "id": "duplicate-user-or-group",
        "number": 5,
        "title": "Duplicate user or group error when provisioning users or groups with an external identity provider",
    }
    assert first["cause"]["id"] == "duplicate.group-display-name"
    assert first["cause"]["shows"][0]["evidence"] == "observed"


def test_json_of_an_unknown_text_is_still_json() -> None:
    result = run("--json", "saml.nameid.format")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["nearest"][0] == "saml.name-id.format"
