"""`idc check` as a person or a program uses it."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner, Result
from saml.expected import attribute
from saml.idp_metadata_samples import idp_metadata
from saml.keys import signing_key
from saml.provider_responses import ACS_URL, AUDIENCE, Posted

from emulator.cli.check import check

AT = ("--at", "2026-03-04T12:30:00Z")
URLS = ("--acs-url", ACS_URL, "--issuer", AUDIENCE)


def run(*arguments: str | Path, standard_input: str | bytes | None = None) -> Result:
    return CliRunner().invoke(check, [str(argument) for argument in arguments], input=standard_input)


def outcomes(result: Result) -> dict[str, str]:
    return {rule["rule"]: rule["outcome"] for rule in json.loads(result.stdout)["rules"]}


@pytest.fixture
def response(tmp_path: Path) -> Path:
    """A good response in a file."""
    path = tmp_path / "response.txt"
    path.write_text(Posted().text())
    return path


@pytest.fixture
def metadata(tmp_path: Path) -> Path:
    """Its provider's metadata in a file."""
    path = tmp_path / "idp.xml"
    path.write_text(idp_metadata())
    return path


def users_in(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_a_good_response_exits_0_and_says_what_was_not_checked(response: Path) -> None:
    result = run("saml", response, *AT)
    assert result.exit_code == 0
    assert "No rule broken, 11 not checked." in result.output
    assert "needs the identity provider's metadata" in result.output


def test_with_everything_given_only_the_emulators_memory_is_missing(response: Path, metadata: Path) -> None:
    users = users_in(metadata.parent, "users.csv", "ana@example.com\n")
    result = run("saml", response, *AT, *URLS, "--metadata", metadata, "--users", users, "--json")
    assert result.exit_code == 0
    unchecked = [rule for rule, outcome in outcomes(result).items() if outcome != "passed"]
    assert unchecked == ["answers-an-outstanding-request", "is-new"]


def test_a_broken_rule_exits_1_and_is_told_as_trouble_fix_and_rationale(response: Path) -> None:
    other = ("--acs-url", ACS_URL, "--issuer", "https://us-east-1.signin.aws.amazon.com/platform/saml/d-1234567890")
    result = run("saml", response, *AT, *other)
    assert result.exit_code == 1
    for part in ("✗", "Trouble", "saml.audience-mismatch", AUDIENCE, other[3], "Fix", "Rationale"):
        assert part in result.output


def test_several_broken_rules_are_all_told() -> None:
    posted = Posted(signs=(), values={"name_id": "ana"})
    result = run("saml", "-", *AT, standard_input=posted.text())
    assert "2 of 34 rules broken, 11 not checked; a sign-in stops at the first." in result.output
    assert result.output.count("Rationale") == 2


@pytest.mark.parametrize(
    "form",
    [
        lambda posted: posted.xml(),
        lambda posted: "\ufeff" + posted.xml(),
        lambda posted: posted.text() + "\n",
        lambda posted: urlencode({"SAMLResponse": posted.text(), "RelayState": "x"}),
        lambda posted: "RelayState=x&" + urlencode({"SAMLResponse": posted.text()}),
        lambda posted: urlencode({"": posted.text()})[1:],
    ],
    ids=["xml", "xml-with-mark", "base64", "form", "form-in-other-order", "percent-encoded"],
)
def test_the_response_may_be_given_in_any_form_people_have_at_hand(form: Any) -> None:
    assert run("saml", "-", *AT, standard_input=form(Posted())).exit_code == 0


@pytest.mark.parametrize("data", [b"", b"hello", b"\xff\xfe\x00\x01", b"<a", b"SAMLResponse=", b"%%%"])
def test_what_is_no_response_breaks_the_first_rules_without_a_traceback(data: bytes) -> None:
    result = run("saml", "-", "--json", standard_input=data)
    assert result.exit_code == 1
    assert outcomes(result)["is-readable"] == "broken"


def test_json_carries_the_diagnosis(response: Path) -> None:
    result = run("saml", response, "--at", "2026-03-04T13:30:00Z", "--json")
    [broken] = [rule for rule in json.loads(result.stdout)["rules"] if rule["outcome"] == "broken"]
    assert broken["diagnosis"]["cause"] == "saml.clock-skew"
    assert "1 h ago" in broken["diagnosis"]["facts"]["clocks"]


def test_access_control_rules_hold_when_asked_for() -> None:
    name = attribute("//saml:Attribute[contains(@Name,'AccessControl')]", "NameFormat", "generic")
    text = Posted(attributes=True, access_control=True, change=name).text()
    assert run("saml", "-", *AT, standard_input=text).exit_code == 0
    refused = run("saml", "-", *AT, "--access-control", standard_input=text)
    assert "saml.attributes.generic-name-format" in refused.output


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("users.csv", "user_name,email\nana@corp.example.com,ana@example.com\n"),
        ("users.csv", "email,userName\nana@example.com,ana@corp.example.com\n"),
        ("users.txt", "\nana@corp.example.com, ana@example.com\n"),
        ("users.yaml", "- {user_name: ana@corp.example.com, email: ana@example.com}\n"),
        ("seed.yaml", "users:\n- user_name: ana@corp.example.com\n  email: ana@example.com\n  given_name: Ana\n"),
        ("aws.json", '{"Users":[{"UserName":"ana@corp.example.com","Emails":[{"Value":"ana@example.com"}]}]}'),
        ("scim.json", '{"Resources":[{"userName":"ana@corp.example.com","emails":[{"value":"ana@example.com"}]}]}'),
    ],
)
def test_users_come_from_any_usual_file(tmp_path: Path, response: Path, name: str, text: str) -> None:
    result = run("saml", response, *AT, "--users", users_in(tmp_path, name, text))
    assert result.exit_code == 1
    assert "exactly the user name: ana@corp.example.com" in result.output


@pytest.mark.parametrize(
    ("name", "text", "cause"),
    [
        ("users.txt", "", "saml.user-not-provisioned"),
        ("users.yaml", "[Ana@example.com]", "saml.name-id.username-mismatch"),
        ("users.yaml", "[{user_name: ana@example.com, active: false}]", "saml.user-disabled"),
        ("aws.json", '{"Users":[{"UserName":"ana@example.com","UserStatus":"DISABLED"}]}', "saml.user-disabled"),
    ],
)
def test_the_users_decide(tmp_path: Path, response: Path, name: str, text: str, cause: str) -> None:
    assert cause in run("saml", response, *AT, "--users", users_in(tmp_path, name, text)).output


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("u.yaml", "{"), ("u.yaml", "a: 1"), ("u.yaml", "- 7"), ("u.yaml", "- {email: a@b.c}"), ("u.yaml", "")),
        ("u.csv", "email,user_name\na@b.c\n"),
    ],
)
def test_a_file_of_users_that_cannot_be_read_exits_2(tmp_path: Path, response: Path, name: str, text: str) -> None:
    result = run("saml", response, "--users", users_in(tmp_path, name, text))
    assert result.exit_code == 2
    assert "--users" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("no-such-file",),
        (".",),
        ("-", "--acs-url", ACS_URL),
        ("-", "--at", "yesterday"),
        ("-", "--metadata", "no-such-file"),
        ("-", "--endpoint", "http://127.0.0.1:8250", *AT),
        ("-", "--endpoint", "http://127.0.0.1:8250", *URLS),
    ],
)
def test_wrong_usage_exits_2(arguments: tuple[str, ...]) -> None:
    assert run("saml", *arguments, standard_input="").exit_code == 2


def test_metadata_that_cannot_be_read_exits_2_and_names_the_way_on(response: Path) -> None:
    result = run("saml", response, "--metadata", response)
    assert result.exit_code == 2
    assert "idc check metadata" in result.stderr


def test_good_metadata_exits_0_and_tells_what_it_says(metadata: Path) -> None:
    result = run("metadata", metadata, *AT)
    assert result.exit_code == 0
    for part in ("https://idp.example.com/sso", "CN=idp.example.com", "expires on 2035-01-01 (green)"):
        assert part in result.output


def test_faulty_metadata_exits_1() -> None:
    xml = idp_metadata(signing_key("old"), name_id_formats=("urn:oasis:name:tc:SAML:1.1:nameid-format:emailAddress",))
    result = run("metadata", "-", "--at", "2040-01-01T00:00:00Z", standard_input=xml)
    assert result.exit_code == 1
    assert "idp-metadata.name-id-format" in result.output
    assert "saml.certificate-expired" in result.output


def test_metadata_that_is_no_xml_exits_1() -> None:
    result = run("metadata", "-", "--json", standard_input=b"\xff\xfe hello")
    assert result.exit_code == 1
    assert outcomes(result)["is-importable"] == "broken"


def test_help_teaches() -> None:
    assert "idc check saml response.txt --metadata idp.xml" in run("saml", "--help").output
    assert "Exit codes" in run("--help").output


@contextmanager
def emulator_that_answers(status: int, answer: dict[str, Any] | str) -> Iterator[tuple[str, list[Any]]]:
    """A stand-in for a running emulator; yields its URL and what it was sent."""
    received: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((self.path, self.headers.get("Authorization"), json.loads(body)))
            self.send_response(status)
            self.end_headers()
            self.wfile.write(answer.encode() if isinstance(answer, str) else json.dumps(answer).encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Be quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", received
        server.shutdown()
        thread.join()


def test_a_running_emulator_is_asked_and_its_report_printed(response: Path) -> None:
    title = "The assertion was not used before"
    answer = {"passed": True, "response": {}, "rules": [{"rule": "is-new", "title": title, "outcome": "passed"}]}
    with emulator_that_answers(200, answer) as (url, received):
        result = run("saml", response, "--endpoint", url + "/", "--admin-token", "secret")
    assert result.exit_code == 0
    assert title in result.output
    assert received == [("/_emulator/saml/examine", "Bearer secret", {"SAMLResponse": Posted().text()})]


@pytest.mark.parametrize(("status", "answer"), [(401, "this needs the admin token"), (200, "hello"), (200, {})])
def test_an_endpoint_that_does_not_answer_as_an_emulator_exits_2(
    response: Path, status: int, answer: dict[str, Any] | str
) -> None:
    with emulator_that_answers(status, answer) as (url, _):
        result = run("saml", response, "--endpoint", url)
    assert result.exit_code == 2
    assert "/_emulator/saml/examine answers" in result.stderr or "no emulator answers" in result.stderr


def test_an_endpoint_that_nobody_listens_on_exits_2(response: Path) -> None:
    result = run("saml", response, "--endpoint", "http://127.0.0.1:1")
    assert result.exit_code == 2
    assert "start one with: idc serve" in result.stderr
