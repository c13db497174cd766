"""Delivery by SMTP: what the mail server says decides; nothing is lost."""

import socket
from datetime import timedelta

import pytest

from emulator.mail import texts
from emulator.mail.delivery import deliver_due, why_not_received
from emulator.mail.outbox import (
    KeptMessage,
    Status,
    empty_outbox,
    find_message,
    list_messages,
    note_failed,
    post,
    send_again,
    take_due,
)
from emulator.mail.smtp_server import name_server, named_server
from emulator.scenario.post_office import PostOffice
from emulator.store.database import Store


def send(store: Store, recipient: str = "jane@example.com") -> str:
    """Put a message with a code into the outbox; returns its id."""
    with store.transaction() as tx:
        return post(tx, texts.verification_code(recipient, name="Jane Löwe", code="123456", lifetime="10 minutes"))


def kept(store: Store, message_id: str) -> KeptMessage:
    """The message as it stands now."""
    with store.transaction() as tx:
        found = find_message(tx, message_id)
    assert found is not None
    return found


@pytest.fixture
def nobody_listens() -> str:
    """The address of a port where nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"smtp://127.0.0.1:{free.getsockname()[1]}"


def test_without_a_mail_server_messages_stay_in_the_outbox(frozen: Store) -> None:
    message_id = send(frozen)
    assert deliver_due(frozen, None) == 0
    message = kept(frozen, message_id)
    assert (message.status, message.attempts, message.problem) == (Status.WAITING, 0, None)
    assert why_not_received(message) is None


def test_a_message_arrives_as_it_was_written(frozen: Store, post_office: PostOffice, mail_url: str) -> None:
    message_id = send(frozen)
    assert deliver_due(frozen, mail_url) == 1
    message = kept(frozen, message_id)
    assert message.status is Status.SENT
    assert message.answer == "250 2.0.0 Message accepted"
    (arrived,) = post_office.inbox
    assert post_office.has_in_inbox(message_id)
    assert arrived["From"] == "Amazon Web Services <no-reply@signin.aws>"
    assert arrived["To"] == "jane@example.com"
    assert arrived["Subject"] == message.subject
    plain = arrived.get_body(("plain",))
    html = arrived.get_body(("html",))
    assert plain is not None
    assert "Hello Jane Löwe" in plain.get_content()
    assert html is not None
    assert "<p>Hello Jane Löwe,</p>" in html.get_content()
    assert arrived["Date"].datetime == message.created_at.replace(microsecond=0)


def test_a_message_is_delivered_once(frozen: Store, post_office: PostOffice, mail_url: str) -> None:
    send(frozen)
    assert [deliver_due(frozen, mail_url) for _ in range(2)] == [1, 0]
    assert len(post_office.inbox) == 1


def test_a_sender_that_is_rejected_is_told_with_the_servers_words(
    frozen: Store, post_office: PostOffice, mail_url: str
) -> None:
    post_office.rejected = ("no-reply@signin.aws",)
    message_id = send(frozen)
    deliver_due(frozen, mail_url)
    message = kept(frozen, message_id)
    assert (message.status, message.problem) == (Status.REFUSED, "email.sender-blocked")
    refusal = why_not_received(message)
    assert refusal is not None
    assert refusal.cause == "email.sender-blocked"
    assert refusal.facts.found == (
        "from no-reply@signin.aws: 550 5.7.1 Sender rejected by policy of this mail server"
    )


def test_a_server_that_files_as_junk_and_says_so_is_understood(
    frozen: Store, post_office: PostOffice, mail_url: str
) -> None:
    post_office.junk = ("no-reply@signin.aws",)
    message_id = send(frozen)
    deliver_due(frozen, mail_url)
    message = kept(frozen, message_id)
    assert (message.status, message.problem) == (Status.SENT, "email.marked-as-spam")
    assert not post_office.has_in_inbox(message_id)
    assert len(post_office.junk_folder) == 1


def test_a_refused_message_is_sent_again_when_asked(frozen: Store, post_office: PostOffice, mail_url: str) -> None:
    post_office.rejected = ("no-reply@signin.aws",)
    message_id = send(frozen)
    deliver_due(frozen, mail_url)
    post_office.rejected = ()
    assert deliver_due(frozen, mail_url, at_once=True) == 0
    with frozen.transaction() as tx:
        assert send_again(tx, message_id)
        assert not send_again(tx, "no such message")
    assert deliver_due(frozen, mail_url) == 1
    assert kept(frozen, message_id).problem is None
    assert post_office.has_in_inbox(message_id)


def test_a_server_that_does_not_answer_is_tried_again_when_its_time_comes(
    frozen: Store, post_office: PostOffice, nobody_listens: str
) -> None:
    message_id = send(frozen)
    assert deliver_due(frozen, nobody_listens) == 1
    message = kept(frozen, message_id)
    assert (message.status, message.problem, message.attempts) == (Status.WAITING, "email.server-unreachable", 1)
    assert deliver_due(frozen, nobody_listens) == 0
    with frozen.transaction() as tx:
        tx.clock.advance(timedelta(minutes=1))
    assert deliver_due(frozen, nobody_listens) == 1
    mail_url = post_office.open()
    assert deliver_due(frozen, mail_url) == 0
    assert deliver_due(frozen, mail_url, at_once=True) == 1
    assert kept(frozen, message_id).status is Status.SENT


def test_the_pauses_between_attempts_grow_up_to_an_hour(frozen: Store) -> None:
    message_id = send(frozen)
    pauses = []
    for _ in range(6):
        with frozen.transaction() as tx:
            tx.clock.advance(timedelta(hours=1))
            taken = take_due(tx)
            assert taken is not None
            note_failed(tx, taken, "no answer", "email.server-unreachable")
            message = find_message(tx, message_id)
            assert message is not None
            pauses.append((message.due_at - tx.now()).total_seconds() / 60)
    assert pauses == [1, 5, 15, 60, 60, 60]


def test_a_message_that_somebody_is_sending_is_not_taken_by_another(frozen: Store) -> None:
    send(frozen)
    with frozen.transaction() as tx:
        assert take_due(tx) is not None
        assert take_due(tx, at_once=True) is None


def test_a_message_whose_sender_died_is_taken_up_again(frozen: Store) -> None:
    message_id = send(frozen)
    with frozen.transaction() as tx:
        take_due(tx)
        tx.clock.advance(timedelta(minutes=2))
        taken = take_due(tx)
    assert taken is not None
    assert (taken.message_id, taken.attempts) == (message_id, 2)


@pytest.mark.parametrize("address", ["jane\r\nBcc: all@example.com", "jänæ@example.com", "jane\n@example.com"])
def test_an_address_that_no_message_can_have_is_refused_without_harm(
    frozen: Store, post_office: PostOffice, mail_url: str, address: str
) -> None:
    message_id = send(frozen, address)
    other = send(frozen)
    deliver_due(frozen, mail_url)
    assert kept(frozen, message_id).status is Status.REFUSED
    assert kept(frozen, message_id).problem == "email.address-unusable"
    assert kept(frozen, other).status is Status.SENT
    assert [message["To"] for message in post_office.inbox] == ["jane@example.com"]


def test_a_named_server_takes_the_place_of_the_settings(
    frozen: Store, post_office: PostOffice, nobody_listens: str
) -> None:
    with frozen.transaction() as tx:
        name_server(tx, post_office.open())
    message_id = send(frozen)
    deliver_due(frozen, nobody_listens)
    assert post_office.has_in_inbox(message_id)
    with frozen.transaction() as tx:
        name_server(tx, None)
        assert named_server(tx) is None


def test_the_outbox_lists_by_recipient_and_can_be_emptied(frozen: Store) -> None:
    first, second = send(frozen), send(frozen, "bo@example.com")
    with frozen.transaction() as tx:
        assert [message.message_id for message in list_messages(tx)] == [first, second]
        assert [message.message_id for message in list_messages(tx, recipient="bo@example.com")] == [second]
        assert [message.message_id for message in list_messages(tx, limit=1)] == [first]
        assert empty_outbox(tx) == 2
        assert list_messages(tx) == []
