"""The outbox: messages to users, and what became of them."""

from dataclasses import replace

from flask import Blueprint, Response

from emulator.mail.delivery import why_not_received
from emulator.mail.outbox import KeptMessage, find_message, latest_messages
from emulator.web.console.frame import Console
from emulator.web.console.listing import asked_number, asked_text
from emulator.web.console.posted import field, fitting
from emulator.web.console.problem import Problem, explained
from emulator.web.control import mail
from emulator.web.control.route import Declined

_PAGE = 30


def add_pages(blueprint: Blueprint, console: Console) -> None:
    """List, read, send again, forget; name a mail server."""

    @blueprint.get("/mail")
    def outbox() -> Response:
        return _outbox(console)

    @blueprint.post("/mail/forget")
    def forget_mail() -> Response:
        mail.forget_mail(console.control)
        return console.go("/mail", done="mail-forgotten")

    @blueprint.post("/mail/deliver")
    def deliver_mail() -> Response:
        mail.deliver(console.control)
        return console.go("/mail", done="mail-tried")

    @blueprint.post("/mail/server")
    def name_mail_server() -> Response:
        def act() -> Response:
            body = fitting(mail.MailServer, {"smtp_url": field("smtp_url") or None})
            mail.choose_mail_server(console.control, body=body)
            return console.go("/mail", done="saved")

        return console.attempt(act, lambda problem: _outbox(console, problem))

    @blueprint.get("/mail/<message_id>")
    def message(message_id: str) -> Response:
        return _message(console, message_id)

    @blueprint.post("/mail/<message_id>/send")
    def send_message_again(message_id: str) -> Response:
        def act() -> Response:
            mail.repeat_delivery(console.control, message_id=message_id)
            return console.go(f"/mail/{message_id}", done="mail-tried")

        return console.attempt(act, lambda problem: _message(console, message_id, problem))


def _outbox(console: Console, problem: Problem | None = None) -> Response:
    recipient = asked_text("recipient")
    with console.context.store.transaction() as tx:
        found = latest_messages(tx, recipient=recipient, before=asked_number("before"), limit=_PAGE + 1)
    return console.page(
        "mail.html",
        problem,
        messages=found[:_PAGE],
        more=found[_PAGE - 1].sequence if len(found) > _PAGE else None,
        recipient=recipient,
        server=mail.read_mail_server(console.control),
    )


def _message(console: Console, message_id: str, problem: Problem | None = None) -> Response:
    kept = _kept(console, message_id)
    undelivered = why_not_received(kept)
    if undelivered is not None and problem is None:
        problem = replace(explained(undelivered), status=200)
    return console.page("message.html", problem, message=kept)


def _kept(console: Console, message_id: str) -> KeptMessage:
    with console.context.store.transaction() as tx:
        kept = find_message(tx, message_id)
    if kept is None:
        raise Declined(404, "There is no such message.")
    return kept
