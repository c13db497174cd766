"""Labs: the courses, and the lab that this emulator is broken for."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response

from emulator.guide.catalogue import catalogue
from emulator.seed.document import DocumentUnreadable
from emulator.web.console.counts import Counts, counts
from emulator.web.console.frame import Console
from emulator.web.console.problem import Problem
from emulator.web.context import Context
from emulator.web.control.route import Declined

if TYPE_CHECKING:
    # Only when somebody opens the page: SDKs and devices of the scenarios would make every start slower.
    from emulator.scenario.client import EmulatorClient
    from emulator.scenario.lab.bench import Bench, InHand
    from emulator.scenario.lab.course import LabFile

# A lab asks this very emulator; the request that shows the page holds one thread meanwhile.
_FEWEST_THREADS = 3


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """The courses, and each lab with its brief, hints and check."""
    benches: list[Bench] = []

    def bench() -> "Bench":
        if not benches:
            from emulator.scenario.lab.bench import Bench

            benches.append(Bench(lambda: _client(console.context)))
        return benches[0]

    @blueprint.get("/labs")
    def labs() -> Response:
        return _courses_page(console, bench())

    @blueprint.get("/labs/<name>")
    def lab(name: str) -> Response:
        return _lab_page(console, bench(), name)

    @blueprint.post("/labs/<name>/start")
    def start_lab(name: str) -> Response:
        def act() -> Response:
            _lab_named(bench(), name)
            _attempt_lab(console, lambda: bench().start(name))
            return console.go(f"/labs/{name}", done="lab-begun")

        return console.attempt(act, lambda problem: _lab_page(console, bench(), name, problem))

    @blueprint.post("/labs/<name>/hint")
    def next_hint(name: str) -> Response:
        if _in_hand(console, bench(), name) is not None:
            bench().hint()
        return console.go(f"/labs/{name}")

    @blueprint.post("/labs/<name>/check")
    def check_lab(name: str) -> Response:
        def act() -> Response:
            if _in_hand(console, bench(), name) is None:
                raise Declined(409, "This lab is not begun, or the state was replaced since. Start it again.")
            _attempt_lab(console, lambda: bench().check(console.context.clock.now()))
            return console.go(f"/labs/{name}")

        return console.attempt(act, lambda problem: _lab_page(console, bench(), name, problem))


def _client(context: Context) -> "EmulatorClient":
    """A client of this very emulator, as a foreign product would be one."""
    from emulator.scenario.client import EmulatorClient

    settings = context.settings
    token = settings.admin_token.get_secret_value() if settings.admin_token else None
    authority = Path(settings.tls_directory) / "ca.pem"
    verify = str(authority) if settings.tls and authority.exists() else True
    return EmulatorClient(context.public_url, admin_token=token, verify=verify)


def _attempt_lab(console: Console, act: Any) -> None:
    from emulator.scenario.client import EmulatorUnusable
    from emulator.scenario.lab.exercise import LabUnusable

    if console.context.settings.threads < _FEWEST_THREADS:
        raise Declined(409, f"Labs in the console need at least {_FEWEST_THREADS} threads: idc serve --threads 10")
    try:
        act()
    except (EmulatorUnusable, LabUnusable) as problem:
        raise Declined(502, str(problem)) from problem


def _lab_named(bench: "Bench", name: str) -> "LabFile":
    try:
        return bench.labs[name]
    except KeyError:
        raise Declined(404, f"There is no lab {name}.") from None
    except DocumentUnreadable as problem:
        raise Declined(500, str(problem)) from problem


def _in_hand(console: Console, bench: "Bench", name: str | None = None) -> "InHand | None":
    """The lab that the state is broken for, if nobody has replaced the state since; with `name`, only that one."""
    lab = bench.in_hand
    if lab is None or lab.instance_arn != console.instance().instance_arn or name not in (None, lab.lab):
        return None
    return lab


def _courses_page(console: Console, bench: "Bench") -> Response:
    from emulator.scenario.lab.course import COURSES, read_course

    return console.page(
        "labs.html",
        courses=[read_course(each) for each in COURSES],
        labs=bench.labs,
        solved=bench.solved,
        in_hand=_in_hand(console, bench),
    )


def _lab_page(console: Console, bench: "Bench", name: str, problem: Problem | None = None) -> Response:
    file = _lab_named(bench, name)
    in_hand = _in_hand(console, bench, name)
    solved = in_hand is not None and in_hand.solved
    return console.page(
        "lab.html",
        problem,
        name=name,
        lab=file.lab,
        scenario=file.scenario,
        in_hand=in_hand,
        other=_in_hand(console, bench),
        is_solved=name in bench.solved,
        cause=catalogue().cause(file.scenario.cause) if solved else None,
        addresses=_addresses(in_hand) if in_hand else {},
        lost=_what_is_lost(console),
        onward=_onward(name),
    )


def _addresses(in_hand: "InHand") -> dict[str, str]:
    """What to work with, beside the pages."""
    values = in_hand.values
    endpoint = values["instance"]["portal_url"].removesuffix("/start")
    found = {"Access portal": values["instance"]["portal_url"], "Identity provider": f"{endpoint}/idp"}
    if values.get("scim"):
        found["SCIM endpoint, $SCIM_ENDPOINT in hints"] = values["scim"]["endpoint"]
        if values["scim"]["tokens"]:
            found["SCIM access token, $TOKEN in hints"] = values["scim"]["tokens"][0]["secret"]
    return found | {"For a shell": f'export IDC_ENDPOINT={endpoint} && eval "$(idc config)"'}


def _what_is_lost(console: Console) -> Counts:
    with console.context.store.transaction() as tx:
        return counts(tx)


def _onward(name: str) -> str | None:
    """The lab that comes next in its course."""
    from emulator.scenario.lab.course import COURSES, read_course

    for course in (read_course(each) for each in COURSES):
        if name in course.labs[:-1]:
            return course.labs[course.labs.index(name) + 1]
    return None
