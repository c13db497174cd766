"""What AWS's messages say: senders, subjects, buttons (facts/signin.md §1.18, §3.11).

The invitation's subject and button are documented, and so are the two senders. unconfirmed: which sender sends which
message, the subject of today's reset, verification and code messages, and every sentence of the bodies.
"""

from emulator.mail.message import Kind, Message

# The guide names these two; the page on adding users writes no-reply@signin.aws.com for the first.
SIGN_IN = "no-reply@signin.aws"
PORTAL = "no-reply@login.awsapps.com"
SENDERS = (SIGN_IN, PORTAL)
# Whom the invitation is documented to be addressed from; unconfirmed: that the other messages are so too.
SENDER_NAME = "Amazon Web Services"


def invitation(recipient: str, *, name: str, user_name: str, portal_url: str, link: str) -> Message:
    """To a new user: set a password. The link lives seven days."""
    return Message(
        kind=Kind.INVITATION,
        sender=PORTAL,
        recipient=recipient,
        subject="Invitation to join AWS IAM Identity Center",
        paragraphs=(
            f"Hello {name},",
            "Your organization uses AWS IAM Identity Center to give access to AWS accounts and applications. "
            "Your administrator invites you to join.",
            f"Your AWS access portal URL: {portal_url}",
            f"Your user name: {user_name}",
            "This invitation will expire in 7 days.",
            SENDER_NAME,
        ),
        button="Accept invitation",
        link=link,
    )


def email_verification(recipient: str, *, name: str, link: str) -> Message:
    """To a user whose address is to be confirmed. The link lives seven days."""
    return Message(
        kind=Kind.EMAIL_VERIFICATION,
        sender=SIGN_IN,
        recipient=recipient,
        subject="Verify your email address for AWS IAM Identity Center",
        paragraphs=(
            f"Hello {name},",
            "Your administrator asks you to verify this email address. The link will expire in 7 days.",
            SENDER_NAME,
        ),
        button="Verify your email address",
        link=link,
    )


def password_reset(recipient: str, *, name: str, user_name: str, link: str, lifetime: str) -> Message:
    """To a user who forgot the password, or whose administrator resets it."""
    return Message(
        kind=Kind.PASSWORD_RESET,
        sender=SIGN_IN,
        recipient=recipient,
        # The documented subject of 2022; unconfirmed: that it still is.
        subject="AWS Directory Service Reset Password Request",
        paragraphs=(
            f"Hello {name},",
            f"We received a request to reset the password of the user {user_name}. "
            f"The link will expire in {lifetime}. If you did not ask for it, you can ignore this message.",
            SENDER_NAME,
        ),
        button="Reset Password",
        link=link,
    )


def verification_code(recipient: str, *, name: str, code: str, lifetime: str) -> Message:
    """To a user who signs in with a one-time password sent by e-mail."""
    return Message(
        kind=Kind.VERIFICATION_CODE,
        sender=SIGN_IN,
        recipient=recipient,
        subject="Your AWS IAM Identity Center verification code",
        paragraphs=(
            f"Hello {name},",
            f"Verification code: {code}",
            f"The code will expire in {lifetime}. If you are not signing in, tell your administrator.",
            SENDER_NAME,
        ),
        code=code,
    )
