"""A learner's emulator: a process in the background that outlives the command, with a data file of its own."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from emulator.scenario.client import EmulatorClient, EmulatorUnusable

_READY = "Ready. "
_PATIENCE_SECONDS = 30
_PAUSE_SECONDS = 0.05


class LabServerFailed(Exception):
    """The emulator did not start; the text holds what it said."""


@dataclass(frozen=True)
class LabServer:
    """Where it listens, and its process."""

    endpoint: str
    pid: int


def start_lab_server(folder: Path) -> LabServer:
    """Start an emulator whose data and log lie in `folder`. Raises LabServerFailed."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # A lab begins with a state of its own, and another version of the emulator could not read that of the last one.
    for left in folder.glob("emulator.db*"):
        left.unlink()
    log = folder / "server.log"
    # Nothing of the user's settings: a lab is the same everywhere.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("IDC_")}
    command = [sys.executable, "-m", "emulator", "serve", "--host", "127.0.0.1", "--port", "0"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "--data", str(folder / "emulator.db")],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            env=environment | {"PYTHONUNBUFFERED": "1"},
            start_new_session=True,
        )
    for _ in range(int(_PATIENCE_SECONDS / _PAUSE_SECONDS)):
        endpoint = _told(log)
        if endpoint is not None:
            return LabServer(endpoint, process.pid)
        if process.poll() is not None:
            break
        time.sleep(_PAUSE_SECONDS)
    process.kill()
    process.wait()
    raise LabServerFailed(f"the emulator of this lab did not start: {log.read_text('utf-8', 'replace').strip()}")


def is_running(server: LabServer) -> bool:
    """Whether the process is there and the emulator answers."""
    if not _alive(server.pid):
        return False
    try:
        EmulatorClient(server.endpoint).ask("GET", "livez")
    except EmulatorUnusable:
        return False
    return True


def stop_lab_server(server: LabServer) -> None:
    """End the emulator; a process that is another one by now is left alone."""
    if not is_running(server):
        return
    os.kill(server.pid, signal.SIGTERM)
    for _ in range(int(_PATIENCE_SECONDS / _PAUSE_SECONDS)):
        # Where nobody reaps processes (a container without an init), a process that has ended looks alive for ever.
        if not is_running(server):
            return
        time.sleep(_PAUSE_SECONDS)


def _told(log: Path) -> str | None:
    lines = log.read_text("utf-8", "replace").splitlines()
    return next((line.removeprefix(_READY).strip() for line in lines if line.startswith(_READY)), None)


def _alive(pid: int) -> bool:
    # A child of this very process would otherwise stay a zombie, which looks alive.
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        os.kill(pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True
