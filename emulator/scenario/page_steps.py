"""The verbs of a person in front of a page."""

from pydantic import Field

from emulator.scenario.expectations import Part
from emulator.scenario.saving import Save


class OpenPageStep(Part):
    """The browser of the last sign-in opens a page."""

    url: str = Field("${instance.portal_url}", description="Absolute URL, or a path of the emulator.")

    def told(self) -> str:
        """The step as a sentence."""
        return f"The browser opens {self.url}."


class PressButtonStep(Part):
    """The person at the browser of the last sign-in opens a page, fills in its form and presses a button."""

    page: str | None = Field(
        None, description="Absolute URL, or a path of the emulator; the page that the browser shows when left out."
    )
    button: str = Field(description="What the button says.")
    fields: dict[str, str] = Field(default_factory=dict, description="What to fill in, by the fields' names.")
    save: Save = Field(
        default_factory=dict,
        description="Values to keep from the addresses that the browser was led to: name → query parameter.",
    )

    def told(self) -> str:
        """The step as a sentence."""
        opens = "" if self.page is None else f" opens {self.page} and"
        return f"The person{opens} presses {self.button}."
