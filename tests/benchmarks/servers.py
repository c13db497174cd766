"""Starts the emulator and its peers, each in a process of its own, on free ports of this machine."""

import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import requests

_PATIENCE_SECONDS = 30


@contextmanager
def emulator() -> Iterator[str]:
    """The base URL of a running emulator, without people."""
    with _process([sys.executable, "-m", "emulator", "serve", "--port", "{port}"], "/_emulator/readyz") as url:
        requests.post(f"{url}/_emulator/reset", json={}, timeout=10).raise_for_status()
        yield url


@contextmanager
def moto_server() -> Iterator[str]:
    """The base URL of a running moto server."""
    with _process([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", "{port}"], "/moto-api/") as url:
        yield url


@contextmanager
def _process(command: list[str], probe: str) -> Iterator[str]:
    port = _free_port()
    arguments = [part.format(port=port) for part in command]
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url + probe, process)
        yield url
    finally:
        process.terminate()
        process.wait()


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if requests.get(url, timeout=5).ok:
                return
        except requests.ConnectionError:
            time.sleep(0.05)
    raise RuntimeError(f"{process.args!r} does not answer at {url}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
