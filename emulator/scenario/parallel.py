"""Runs scenarios on several emulators at once, one scenario at a time on each."""

import queue
import threading
from collections.abc import Callable, Iterator, Sequence

from emulator.scenario.client import EmulatorClient
from emulator.scenario.library import ScenarioFile
from emulator.scenario.outcome import Outcome
from emulator.scenario.run import run_scenario

Connect = Callable[[], EmulatorClient]


def run_all(files: Sequence[ScenarioFile], connects: Sequence[Connect]) -> Iterator[Outcome]:
    """The outcomes as they come in. Each of `connects` gives one emulator, waiting until it is ready.

    Raises what a connect raises. Whoever stops iterating stops the scenarios that have not begun. With a single
    emulator everything happens in the caller's thread, so that an interruption leaves no scenario running on it.
    """
    if len(connects) == 1:
        client = connects[0]()
        for file in files:
            yield run_scenario(file.scenario, file.path, client)
        return
    yield from _in_threads(files, connects)


def _in_threads(files: Sequence[ScenarioFile], connects: Sequence[Connect]) -> Iterator[Outcome]:
    waiting: queue.SimpleQueue[ScenarioFile] = queue.SimpleQueue()
    for file in files:
        waiting.put(file)
    done: queue.SimpleQueue[Outcome | BaseException] = queue.SimpleQueue()
    stopping = threading.Event()

    def work(connect: Connect) -> None:
        try:
            client = connect()
            while not stopping.is_set():
                file = waiting.get_nowait()
                done.put(run_scenario(file.scenario, file.path, client))
        except queue.Empty:
            return
        except BaseException as problem:  # noqa: BLE001 - it is raised again where the outcomes are awaited
            done.put(problem)

    for connect in connects[: len(files)]:
        threading.Thread(target=work, args=(connect,), daemon=True).start()
    try:
        for _ in files:
            outcome = done.get()
            if isinstance(outcome, BaseException):
                raise outcome
            yield outcome
    finally:
        stopping.set()
