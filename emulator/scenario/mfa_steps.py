"""The verbs of a person with an authenticator app or a security key."""

from typing import Literal

from pydantic import Field

from emulator.scenario.expectations import Part

CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36"
)

_WHERE = (
    "`portal`: on the page MFA devices of the access portal; `sign-in`: on the page that the browser shows, where a "
    "sign-in demands a device."
)
_CODE = (
    "`shown`: what the app shows; where that was typed before, the person waits for the next one. `same`: the code "
    "that was typed last. Anything else is typed as it is."
)


class SetDeviceClockStep(Part):
    """The clock of the person's phone, on which the authenticator app runs, is off by so many seconds."""

    seconds: float = Field(description="Ahead of the emulator's clock; negative: behind; 0: right.")

    def told(self) -> str:
        """The step as a sentence."""
        if not self.seconds:
            return "The clock of the phone is right."
        return f"The clock of the phone is {abs(self.seconds):g} seconds {'ahead' if self.seconds > 0 else 'behind'}."


class RegisterTotpStep(Part):
    """A person registers an authenticator app: scans the QR code, and types a code."""

    where: Literal["portal", "sign-in"] = Field("portal", description=_WHERE)
    device_name: str | None = None
    code: str = Field("shown", description=_CODE)
    late_by: float = Field(0, ge=0, description="So many seconds pass between reading the code and sending it.")

    def told(self) -> str:
        """The step as a sentence."""
        late = f", sending the code {self.late_by:g} seconds late" if self.late_by else ""
        return f"The person registers an authenticator app{late}."


class EnterTotpStep(Part):
    """A person who is asked for a code of the authenticator app types one."""

    code: str = Field("shown", description=_CODE)
    secret: str | None = Field(None, description="The secret of the app, where it was not registered by a step.")
    trust_device: bool = Field(False, description="Tick `This is a trusted device`.")

    def told(self) -> str:
        """The step as a sentence."""
        return f"The person types {_told_code(self.code)} of the authenticator app."


class SyncTotpStep(Part):
    """A person whose app is out of sync types two codes, one after the other."""

    where: Literal["portal", "sign-in"] = Field("sign-in", description=_WHERE)

    def told(self) -> str:
        """The step as a sentence."""
        return "The person types two codes in a row, to put the authenticator app in sync."


class SignInWithPasswordAndTotpStep(EnterTotpStep):
    """A person signs in with user name, password and a code of the authenticator app, in a new browser."""

    user_name: str
    password: str

    def told(self) -> str:
        """The step as a sentence."""
        return f"{self.user_name} signs in with a password and {_told_code(self.code)} of the authenticator app."


class RegisterSecurityKeyStep(Part):
    """A person registers a security key or built-in authenticator; a software one takes its place."""

    where: Literal["portal", "sign-in"] = Field("portal", description=_WHERE)
    kind: Literal["security-key", "built-in-authenticator"] = "security-key"
    device_name: str | None = None
    key: str | None = Field(None, description="Take the key again that was registered by this name, not a new one.")
    user_agent: str = Field(CHROME, description="What the browser calls itself.")

    def told(self) -> str:
        """The step as a sentence."""
        if self.key is not None:
            return f"The person registers the security key {self.key!r} again."
        return f"The person registers a {self.kind.replace('-', ' ')}, in the browser {self.user_agent!r}."


class SignInWithPasswordAndSecurityKeyStep(Part):
    """A person signs in with user name, password and the security key that was registered, in a new browser."""

    user_name: str
    password: str
    key: str | None = Field(None, description="The name that the key was registered by; default: the last one.")
    user_agent: str = Field(CHROME, description="What the browser calls itself.")

    def told(self) -> str:
        """The step as a sentence."""
        which = "the security key" if self.key is None else f"the security key {self.key!r}"
        return f"{self.user_name} signs in with a password and {which}."


def _told_code(code: str) -> str:
    return {"shown": "the code", "same": "the same code again"}.get(code, f"the code {code}")
