"""What a scenario expects to be seen: on the page, in the API's answer, in the trail, and as diagnosis."""

from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Part(BaseModel):
    """A part of a scenario file; unknown keys are errors everywhere."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PageExpectation(Part):
    """The page that a person sees. The emulator's own diagnosis panel is no part of it."""

    heading: Any = Field(None, description="The page's main heading: a text or a matcher such as {$regex: …}.")
    text: tuple[str, ...] | str = Field((), description="Texts that the page shows; each must occur somewhere in it.")
    status: int | None = Field(None, description="HTTP status of the page.")

    @property
    def texts(self) -> tuple[str, ...]:
        """The expected texts, also where the file gives a single one."""
        return (self.text,) if isinstance(self.text, str) else self.text


class ApiExpectation(Part):
    """The answer that a program sees. Headers and body are matched as a subset unless `exact` is set."""

    status: int | None = Field(None, description="HTTP status; 0: the connection was closed without an answer.")
    headers: dict[str, Any] = Field(
        default_factory=dict, description="Header fields, named in any case; each value a text or a matcher."
    )
    body: Any = Field(
        None,
        description=(
            "The JSON body. Objects may hold more than is expected, lists are compared element by element. "
            "Matchers: {$any: true} (any value), {$regex: 'pattern'} (whole text), {$absent: true} (not there)."
        ),
    )
    exact: bool = Field(False, description="Also refuse keys of the body that are not expected.")


class DiagnosisExpectation(Part):
    """The diagnosis behind the error. `cause` is the scenario's own cause unless given."""

    cause: str | None = Field(None, description="Id of the cause; the scenario's cause when left out.")
    where: Any = Field(None, description="Where the rule was broken: a text or a matcher.")
    found: Any = Field(None, description="The offending value: a text or a matcher.")
    expected: Any = Field(None, description="What would have been right: a text or a matcher.")
    facts: dict[str, Any] = Field(default_factory=dict, description="Further facts of the case (subset).")


class Then(Part):
    """What each client sees after a step.

    `trail: none` states that no event is recorded. After the last step of `when` the diagnosis must name the
    scenario's cause, whether it is mentioned or not.
    """

    page: PageExpectation | None = Field(None, description="What a person sees.")
    api: ApiExpectation | None = Field(None, description="What a program sees.")
    trail: Literal["none"] | tuple[dict[str, Any], ...] | None = Field(
        None, description="CloudTrail events, each matched as a subset, in this order; or `none`."
    )
    diagnosis: DiagnosisExpectation | None = Field(
        None,
        description=(
            "Which rule was broken, by which value, what was expected. A step that states it expects to be refused."
        ),
    )

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.page is None and self.api is None:
            raise ValueError("say what a client sees: `page`, `api` or both")
        return self
