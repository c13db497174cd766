"""What AWS's messages say (facts/signin.md §1.18, §3.11)."""

from emulator.mail import texts
from emulator.mail.message import Kind

LINK = "http://127.0.0.1:8250/platform/invitation?token=abc&x=1"


def test_the_invitation_has_the_documented_subject_and_button() -> None:
    message = texts.invitation(
        "jane@example.com", name="Jane", user_name="jane", portal_url="http://portal/start", link=LINK
    )
    assert message.subject == "Invitation to join AWS IAM Identity Center"
    assert message.kind is Kind.INVITATION
    assert f"Accept invitation:\n{LINK}" in message.text
    assert "Your user name: jane" in message.text
    assert "http://portal/start" in message.text
    assert "7 days" in message.text
    assert message.text.rstrip().endswith("Amazon Web Services")


def test_the_reset_has_the_subject_that_is_known() -> None:
    message = texts.password_reset("jane@example.com", name="Jane", user_name="jane", link=LINK, lifetime="24 hours")
    assert message.subject == "AWS Directory Service Reset Password Request"
    assert f"Reset Password:\n{LINK}" in message.text


def test_every_message_has_one_of_the_two_senders() -> None:
    messages = (
        texts.invitation("a@b.c", name="", user_name="", portal_url="", link=LINK),
        texts.email_verification("a@b.c", name="", link=LINK),
        texts.password_reset("a@b.c", name="", user_name="", link=LINK, lifetime=""),
        texts.verification_code("a@b.c", name="", code="123456", lifetime=""),
    )
    assert {message.sender for message in messages} == {"no-reply@signin.aws", "no-reply@login.awsapps.com"}


def test_names_are_escaped_in_html() -> None:
    message = texts.email_verification("jane@example.com", name="<b>Jane</b>", link=LINK)
    assert "&lt;b&gt;Jane" in message.html
    assert "<b>" not in message.html
    assert 'href="http://127.0.0.1:8250/platform/invitation?token=abc&amp;x=1"' in message.html


def test_the_code_stands_in_the_message() -> None:
    message = texts.verification_code("jane@example.com", name="Jane", code="012345", lifetime="10 minutes")
    assert "Verification code: 012345" in message.text
    assert (message.code, message.link) == ("012345", None)
