"""Emulators of our own, as child processes, that end with us."""

import os
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Self

_READY = "Ready. "
_STOP_SECONDS = 5


class ChildServerFailed(Exception):
    """An emulator did not start; the text holds what it said."""


class ChildServer:
    """`idc serve` on a free port, with nothing but its defaults: no settings, data or seed of the user's."""

    def __init__(self, folder: Path, number: int) -> None:
        self._log = folder / f"server-{number}.log"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("IDC_")}
        with self._log.open("wb") as log:
            # A session of its own: Ctrl-C reaches us alone, and we end it when the running scenario is dealt with.
            # Its working directory is empty, so that no idc.toml is read.
            self._process = subprocess.Popen(
                [sys.executable, "-m", "emulator", "serve", "--host", "127.0.0.1", "--port", "0"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=folder,
                env=environment,
                start_new_session=True,
                text=True,
            )

    def wait_until_ready(self) -> str:
        """The base URL. Raises ChildServerFailed."""
        for line in self._output:
            if line.startswith(_READY):
                return line.removeprefix(_READY).strip()
        self._process.wait()
        said = self._log.read_text("utf-8", "replace").strip() or "nothing"
        raise ChildServerFailed(f"an emulator ended with code {self._process.returncode} before it was ready: {said}")

    def stop(self) -> None:
        """End it, by force if it does not listen."""
        self._process.terminate()
        try:
            self._process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._output.close()

    @property
    def _output(self) -> IO[str]:
        assert self._process.stdout is not None
        return self._process.stdout


class ChildServers:
    """Several of them, started at once; a context manager that ends them all."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self.servers: tuple[ChildServer, ...] = ()

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="identity-center-emulator-")
        try:
            for number in range(self._count):
                self.servers += (ChildServer(Path(self._folder.name), number),)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def _end(self) -> None:
        for server in self.servers:
            with suppress(ProcessLookupError):
                server.stop()
        if self._folder is not None:
            self._folder.cleanup()
