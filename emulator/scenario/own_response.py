"""Compares what a response of somebody's own identity provider meets with the scenario that shows the same."""

from collections.abc import Iterable
from dataclasses import dataclass

from emulator.scenario.check import check
from emulator.scenario.client import EmulatorClient
from emulator.scenario.expectations import ApiExpectation, PageExpectation, Then
from emulator.scenario.library import ScenarioFile
from emulator.scenario.matching import Difference
from emulator.scenario.saml_steps import PostSamlResponseStep
from emulator.scenario.seen import Seen
from emulator.scenario.values import Values
from emulator.scenario.watch import Watch
from emulator.scenario.world import World


@dataclass(frozen=True)
class Met:
    """What the response met: accepted, or refused for `cause`, as the scenario `file` shows it or otherwise.

    `file` is None where nothing was refused, or where no scenario is about the cause.
    """

    seen: Seen
    cause: str | None
    file: ScenarioFile | None
    differences: tuple[Difference, ...]

    @property
    def accepted(self) -> bool:
        """Whether the person is signed in."""
        return self.cause is None and not self.seen.refused

    def as_expected(self, cause: str | None) -> bool:
        """Whether the response was accepted (`cause` is None), or refused for `cause` as its scenario shows."""
        return self.accepted if cause is None else self.cause == cause and not self.differences


def try_response(
    saml_response: str,
    files: Iterable[ScenarioFile],
    client: EmulatorClient,
    *,
    relay_state: str | None = None,
    acs_url: str | None = None,
) -> Met:
    """Post the base64 text to the emulator as it stands, in a new browser; to its ACS URL unless another is given.

    The emulator has to be connected with the provider. Whoever calls this restores its state afterwards. Raises
    EmulatorUnusable.
    """
    world = World(client, Values({"instance": client.ask("GET", "info")["instance"]}))
    step = PostSamlResponseStep(
        saml_response=saml_response, relay_state=relay_state, acs_url=acs_url or "${instance.acs_url}"
    )
    try:
        seen = Watch(client).take(world, step)
    finally:
        world.close()
    if not seen.diagnoses:
        return Met(seen, None, None, ())
    cause = str(seen.diagnoses[-1]["cause"])
    file = next(
        (each for each in files if each.scenario.cause == cause and each.scenario.then.page is not None), None
    )
    differences = check(_general(file.scenario.then), seen, cause=cause) if file else []
    return Met(seen, cause, file, tuple(differences))


def _general(then: Then) -> Then:
    """What holds whoever signs in: the page and the event, without the values of the scenario's own case."""
    page = PageExpectation(heading=then.page.heading, text=then.page.text) if then.page else None
    trail = then.trail if then.trail == "none" else tuple(_event(event) for event in then.trail or ())
    return Then(page=page, api=None if page else ApiExpectation(), trail=trail)


def _event(event: dict[str, object]) -> dict[str, object]:
    named = ("eventSource", "eventName", "eventType", "errorCode", "responseElements")
    return {name: event[name] for name in named if name in event}
