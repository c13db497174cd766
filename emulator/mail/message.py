"""One message to a user, as data."""

from dataclasses import dataclass
from enum import StrEnum

from markupsafe import escape


class Kind(StrEnum):
    """What a message is for."""

    INVITATION = "invitation"
    EMAIL_VERIFICATION = "email-verification"
    PASSWORD_RESET = "password-reset"
    VERIFICATION_CODE = "verification-code"


@dataclass(frozen=True, kw_only=True)
class Message:
    """A message before it is stored: it has a link, a code, or neither. `button` is what the link is called."""

    kind: Kind
    sender: str
    recipient: str
    subject: str
    paragraphs: tuple[str, ...]
    button: str = ""
    link: str | None = None
    code: str | None = None

    @property
    def text(self) -> str:
        """The message as plain text."""
        action = [f"{self.button}:\n{self.link}"] if self.link else []
        return "\n\n".join([*self.paragraphs[:-1], *action, *self.paragraphs[-1:]]) + "\n"

    @property
    def html(self) -> str:
        """The message as HTML."""
        action = [f'<p><a href="{escape(self.link)}">{escape(self.button)}</a></p>'] if self.link else []
        told = [f"<p>{escape(paragraph)}</p>" for paragraph in self.paragraphs]
        return "\n".join([*told[:-1], *action, *told[-1:]]) + "\n"
