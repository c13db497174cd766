"""Verbs about mail: the company's mail server, and the person who looks into the inbox."""

from typing import Any
from urllib.parse import urlencode

from emulator.scenario.client import Answer, EmulatorUnusable
from emulator.scenario.password_steps import OpenMailStep, SetUpMailServerStep
from emulator.scenario.post_office import PostOffice
from emulator.scenario.world import World


def set_up_mail_server(world: World, step: SetUpMailServerStep) -> list[Answer]:
    """Start the mail server, or give the running one another policy."""
    fill = world.values.fill
    if world.post_office is None:
        world.post_office = PostOffice()
        world.client.ask("PUT", "mail-server", {"smtp_url": world.post_office.open()})
    world.post_office.rejected = tuple(map(fill, step.rejects))
    world.post_office.junk = tuple(map(fill, step.files_as_junk))
    return []


def open_mail(world: World, step: OpenMailStep) -> list[Answer]:
    """Find the latest message that was sent; where the mail server has not delivered it, ask the emulator why."""
    message = _latest(world, world.values.fill(step.recipient), world.values.fill(step.subject))
    message_id = str(message["message_id"])
    answer = world.client.control("GET", f"mail/{message_id}/delivery")
    arrived = world.post_office is None or world.post_office.has_in_inbox(message_id)
    if arrived == (answer.cause is not None):
        raise EmulatorUnusable(
            f"the message {'has' if arrived else 'has not'} arrived; the emulator says {answer.text}"
        )
    if arrived:
        world.values.save(step.save, message)
    return [answer]


def _latest(world: World, recipient: str, subject: str | None) -> dict[str, Any]:
    sent = world.client.ask("GET", f"mail?{urlencode({'recipient': recipient})}")["messages"]
    for message in reversed(sent):
        if subject in (None, message["subject"]):
            return dict(message)
    raise EmulatorUnusable(f"no message {subject or ''} was sent to {recipient}")
