"""Takes a step and tells what was seen of it: by the client, in the trail, and as diagnosis."""

from dataclasses import replace
from typing import Any

from emulator.scenario.client import Answer, EmulatorClient
from emulator.scenario.seen import Seen
from emulator.scenario.steps import Action
from emulator.scenario.verbs import perform
from emulator.scenario.world import World


class Watch:
    """Watches one emulator; the trail is read on from where the last step left it, `last_event`."""

    def __init__(self, client: EmulatorClient) -> None:
        self._client = client
        self.last_event = 0

    def take(self, world: World, action: Action, *, read_trail: bool = True) -> Seen:
        """Do what the step says. Raises EmulatorUnusable and ValueMissing.

        Without `read_trail` no events are seen; that saves a request where nobody compares them.
        """
        answers = [self._found_again(answer) for answer in perform(world, action)]
        requests = {answer.request_id for answer in answers}
        events = self._client.events(self.last_event) if answers and read_trail else []
        if events:
            self.last_event = events[-1]["sequence"]
        return Seen(
            answers=tuple(answers),
            # Other clients may be at work on the same emulator; their events are not this step's.
            events=tuple(row["event"] for row in events if row["event"].get("requestID") in requests),
            diagnoses=tuple(diagnosis for answer in answers for diagnosis in self._diagnoses(answer)),
        )

    def _found_again(self, answer: Answer) -> Answer:
        """An answer that was lost has no headers; the emulator still knows which request it was, and why."""
        if not answer.is_lost:
            return answer
        known = {"x-amzn-RequestId": self._client.lost_request(), "x-emulator-cause": "fault.answer-lost"}
        return replace(answer, headers=known)

    def _diagnoses(self, answer: Answer) -> list[dict[str, Any]]:
        if answer.cause is None:
            return []
        body = answer.json
        if isinstance(body, dict) and isinstance(body.get("diagnosis"), dict):
            return [body["diagnosis"]]
        return [refusal["diagnosis"] for refusal in self._client.refusals(answer.request_id)]
