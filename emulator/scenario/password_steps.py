"""The verbs of passwords, and of the mail that goes with them."""

from pydantic import Field

from emulator.scenario.expectations import Part
from emulator.scenario.saving import Save


class SignInWithPasswordStep(Part):
    """A person opens the access portal in a new browser, and enters user name and password."""

    user_name: str = Field(description="What is typed as user name.")
    password: str | None = Field(
        None, description="What is typed as password; left out, the person stops at the page after the user name."
    )

    def told(self) -> str:
        """The step as a sentence."""
        with_password = "" if self.password is None else " and a password"
        return f"A person opens the access portal and enters the user name {self.user_name}{with_password}."


class ForgotPasswordStep(Part):
    """A person opens the access portal in a new browser, enters a user name, and chooses "Forgot password"."""

    user_name: str = Field(description="What is typed as user name.")

    def told(self) -> str:
        """The step as a sentence."""
        return f'A person enters the user name {self.user_name} and chooses "Forgot password".'


class SetUpMailServerStep(Part):
    """The company's mail server: a real one, which the emulator delivers to from now on."""

    rejects: tuple[str, ...] = Field((), description="Senders whose mail it refuses.")
    files_as_junk: tuple[str, ...] = Field((), description="Senders whose mail it takes and files as junk.")

    def told(self) -> str:
        """The step as a sentence."""
        rules = [f"rejects {', '.join(self.rejects)}"] if self.rejects else []
        rules += [f"files mail from {', '.join(self.files_as_junk)} as junk"] if self.files_as_junk else []
        return f"The company's mail server {' and '.join(rules) or 'delivers everything'}."


class OpenMailStep(Part):
    """A person looks for the latest message in the inbox; refused where it has not arrived there."""

    recipient: str = Field(description="The person's e-mail address.")
    subject: str | None = Field(None, description="The subject to look for; any when left out.")
    save: Save = Field(
        default_factory=dict,
        description="Values to keep: name → JMESPath over {subject, sender, text, link, code}.",
    )

    def told(self) -> str:
        """The step as a sentence."""
        message = "the latest message" if self.subject is None else f"the message {self.subject!r}"
        return f"{self.recipient} looks for {message} in the inbox."
