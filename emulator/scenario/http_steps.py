"""The verbs that send requests: to the SCIM API, to the control API, to any address."""

from typing import Any, Literal

from pydantic import Field

from emulator.scenario.expectations import Part
from emulator.scenario.saving import SAVE, Save

Method = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


class ScimStep(Part):
    """A SCIM request, as an identity provider sends it."""

    method: Method = "GET"
    path: str = Field(description="Path below the SCIM endpoint, such as /Users.")
    query: dict[str, str] = Field(default_factory=dict, description="Query parameters, for example `filter`.")
    headers: dict[str, str] = Field(default_factory=dict, description="Further header fields.")
    body: Any = Field(None, description="JSON body.")
    text: str | None = Field(None, description="Body as raw text, for requests that are no JSON.")
    token: str | None = Field(
        None, description="Access token to send; the first one of the given state when left out, `none` for none."
    )
    padded_to: int | None = Field(None, ge=1, description="Make the body this many bytes long, by blanks at its end.")
    times: int = Field(
        1, ge=1, le=1000, description="Send it so many times, up to the first refusal; `${count}` counts them."
    )
    save: Save = Field(default_factory=dict, description=SAVE)

    def told(self) -> str:
        """The step as a sentence."""
        with_query = "".join(f" where {name} is {value}" for name, value in self.query.items())
        often = f", {self.times} times in a row" if self.times > 1 else ""
        return f"The identity provider sends {self.method} {self.path}{with_query} to the SCIM endpoint{often}."


class ControlStep(Part):
    """An administrator's action, through the emulator's control API."""

    method: Method = "GET"
    path: str = Field(description="Path below /_emulator/, such as scim/tokens.")
    body: Any = Field(None, description="JSON body.")
    save: Save = Field(default_factory=dict, description=SAVE)

    def told(self) -> str:
        """The step as a sentence."""
        return f"An administrator's action: {self.method} {self.path}."


class HttpStep(Part):
    """Any other HTTP request."""

    method: Method = "GET"
    url: str = Field(description="Absolute URL, or a path of the emulator.")
    headers: dict[str, str] = Field(default_factory=dict)
    body: Any = Field(None, description="JSON body.")
    form: dict[str, str] | None = Field(None, description="Form fields.")
    text: str | None = Field(None, description="Body as raw text.")
    save: Save = Field(default_factory=dict, description=SAVE)

    def told(self) -> str:
        """The step as a sentence."""
        return f"A client sends {self.method} {self.url}."
