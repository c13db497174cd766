"""`idc serve` and `idc ready`, as a shell and a container use them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from click.testing import CliRunner

from emulator.cli import main
from emulator.cli.ready import ready
from emulator.cli.serve import serve
from emulator.server import Server
from emulator.settings import Settings

IDC = [sys.executable, "-m", "emulator"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working directory, and no settings in the environment."""
    for name in list(os.environ):
        if name.startswith("IDC_"):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@contextmanager
def serving(*options: str) -> Iterator[tuple[subprocess.Popen[str], list[str]]]:
    """A running `idc serve` and the lines that it printed until it was ready."""
    command = [*IDC, "serve", "--port", "0", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        lines: list[str] = []
        while not lines or not lines[-1].startswith("Ready. "):
            line = process.stdout.readline()
            assert line, process.communicate()[1]
            lines.append(line.rstrip("\n"))
        yield process, lines
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_emulator_tells_when_it_is_ready_and_ends_cleanly(folder: Path, number: signal.Signals) -> None:
    with serving() as (process, lines):
        url = lines[-1].removeprefix("Ready. ")
        assert requests.get(f"{url}/_emulator/readyz", timeout=5).json() == {"status": "ready"}
        process.send_signal(number)
        output, errors = process.communicate(timeout=10)
    assert process.returncode == 0
    assert output == "Stopping.\n"
    assert "Traceback" not in errors


def test_emulator_prints_what_to_enter_at_an_identity_provider(folder: Path) -> None:
    with serving() as (_, lines):
        url = lines[-1].removeprefix("Ready. ")
        info = requests.get(f"{url}/_emulator/info", timeout=5).json()["instance"]
        printed = "\n".join(lines)
        for name in ("portal_url", "acs_url", "issuer", "metadata_url"):
            assert info[name] in printed
        assert f"{url}/console\n" in printed


def test_log_has_a_line_for_each_request(folder: Path) -> None:
    with serving() as (process, lines):
        requests.get(lines[-1].removeprefix("Ready. ") + "/nowhere", timeout=5)
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=10)
    assert " GET /nowhere 404 " in errors


def test_state_in_a_file_survives_the_end_of_the_process(folder: Path) -> None:
    portals = []
    for _ in range(2):
        with serving("--data", "state.sqlite") as (process, lines):
            url = lines[-1].removeprefix("Ready. ")
            portals.append(requests.get(f"{url}/_emulator/info", timeout=5).json()["instance"]["identity_store_id"])
            process.send_signal(signal.SIGTERM)
            process.communicate(timeout=10)
    assert portals[0] == portals[1]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--port", "eighty"], "--port"),
        (["--port", "70000"], "--port"),
        (["--host", "0.0.0.0"], "--allow-remote"),
        (["--host", "0.0.0.0", "--allow-remote"], "--admin-token"),
        (["--region", "mars"], "--region"),
        (["--account-id", "12"], "--account-id"),
        (["--data", "a", "--database-url", "postgresql://localhost/b"], "either --data or --database-url"),
        (["--public-url", "localhost"], "--public-url"),
        (["--admin-token", ""], "--admin-token"),
        (["--threads", "0"], "--threads"),
        (["--nonsense"], "--nonsense"),
        (["extra"], "extra"),
    ],
)
def test_mistake_in_the_options_is_a_usage_error_without_a_traceback(
    folder: Path, options: list[str], told: str
) -> None:
    result = CliRunner().invoke(serve, options)
    assert result.exit_code == 2
    assert told in result.output
    assert "Traceback" not in result.output


def test_mistake_in_the_settings_file_is_a_usage_error_that_names_the_file(folder: Path) -> None:
    for text in ("prot = 1\n", "port = \n"):
        (folder / "idc.toml").write_text(text)
        result = CliRunner().invoke(serve, [])
        assert result.exit_code == 2
        assert "idc.toml" in result.output


def test_mistake_in_the_environment_is_a_usage_error(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IDC_PORT", "eighty")
    result = CliRunner().invoke(serve, [])
    assert result.exit_code == 2
    assert "IDC_PORT" in result.output


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--seed", "none.yaml"], "none.yaml: cannot be read"),
        (["--seed", "faulty.yaml"], "faulty.yaml:1: unknown key `usrs`; did you mean `users`?"),
        (["--seed", "twice.yaml"], "the seed is refused"),
        (["--data", "faulty.yaml"], "file is not a database"),
        (["--database-url", "mysql://localhost/idc"], "postgresql://"),
    ],
)
def test_what_prevents_the_start_is_told_in_a_sentence(folder: Path, options: list[str], told: str) -> None:
    (folder / "faulty.yaml").write_text("usrs: []\n" * 100)
    person = "{user_name: anna, given_name: Anna, family_name: Berg}"
    (folder / "twice.yaml").write_text(f"users: [{person}, {person}]\n")
    result = CliRunner().invoke(serve, ["--port", "0", *options])
    assert result.exit_code == 1
    assert told in result.output
    assert "Traceback" not in result.output


def test_port_in_use_is_told(folder: Path, server: Server) -> None:
    done = subprocess.run(
        [*IDC, "serve", "--port", server.url.rsplit(":", 1)[1]], capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 1
    assert "is another emulator running?" in done.stderr
    assert "Traceback" not in done.stderr


def test_every_setting_is_an_option_and_names_its_variable() -> None:
    text = CliRunner().invoke(main, ["serve", "--help"], terminal_width=300).output
    for name in Settings.model_fields:
        assert f"--{name.replace('_', '-')}" in text
        assert f"IDC_{name.upper()}" in text


def test_ready_asks_a_running_emulator(server: Server) -> None:
    result = CliRunner().invoke(ready, ["--endpoint", server.url])
    assert (result.exit_code, result.output) == (0, f"Ready. {server.url}\n")


def test_ready_tells_at_once_when_nothing_answers() -> None:
    result = CliRunner().invoke(ready, ["--endpoint", "http://127.0.0.1:9"])
    assert result.exit_code == 1
    assert "http://127.0.0.1:9 is not ready: " in result.output


def test_ready_waits_for_an_emulator_that_starts_later(folder: Path) -> None:
    with Server(Settings(port=0)) as earlier:
        url = earlier.url
    waiting = subprocess.Popen([*IDC, "ready", "--endpoint", url, "--wait", "20"], stdout=subprocess.PIPE, text=True)
    with Server(Settings(port=int(url.rsplit(":", 1)[1]))):
        output, _ = waiting.communicate(timeout=30)
    assert (waiting.returncode, output) == (0, f"Ready. {url}\n")


def test_ready_gives_up_after_its_time() -> None:
    result = CliRunner().invoke(ready, ["--endpoint", "http://127.0.0.1:9", "--wait", "0.3"])
    assert result.exit_code == 1


@pytest.mark.parametrize("endpoint", ["localhost:8250", "not a url"])
def test_ready_explains_an_endpoint_that_is_no_url(endpoint: str) -> None:
    result = CliRunner().invoke(ready, ["--endpoint", endpoint])
    assert result.exit_code in (1, 2)
    assert "Traceback" not in result.output
    assert isinstance(result.exception, SystemExit)


def test_command_without_a_verb_teaches_where_to_start() -> None:
    result = CliRunner().invoke(main, [])
    assert "idc serve" in result.output


def test_unknown_verb_is_a_usage_error() -> None:
    assert CliRunner().invoke(main, ["srve"]).exit_code == 2
