"""The schema of a scenario file."""

from typing import Any, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from emulator.guide.catalogue import Evidence, catalogue
from emulator.scenario.expectations import Part, Then
from emulator.scenario.lab.section import Lab
from emulator.scenario.steps import Step
from emulator.seed.model import Seed, Text


class Fix(Part):
    """How the problem is solved: told to a person, and done."""

    text: Text = Field(description="What a person does, and where.")
    steps: tuple[Step, ...] = Field((), description="The same as steps; each must succeed.")


class Verify(Part):
    """The proof of the fix: the action again, which now has to succeed."""

    steps: tuple[Step, ...] = Field((), description="The action again; the steps of `when` when left out.")
    then: Then | None = Field(None, description="What is seen now; at least, no step is refused.")


class Scenario(Part):
    """A bug report that runs: a given state, steps to an error, what each client sees, the fix, and its proof."""

    id: str = Field(pattern=r"^[a-z0-9]+([.-][a-z0-9]+)*$", description="Unique name; usually the id of the cause.")
    title: Text = Field(description="The problem in one line.")
    entry: str = Field(description="Entry of the catalogue that the cause belongs to; also the file's folder.")
    cause: str = Field(description="Id of the cause in the catalogue (`idc explain` tells about it).")
    evidence: Evidence = Field(description="How well the texts that AWS shows here are known.")
    about: Text = Field(description="What happens, to whom, and why; which text is known and which assumed.")
    given: Seed = Field(Seed(), description="The state to start from: the schema of a seed file.")
    when: tuple[Step, ...] = Field(min_length=1, description="The steps that lead to the error.")
    then: Then = Field(description="What each client sees after the last step of `when`.")
    fix: Fix
    verify: Verify = Verify()
    lab: Lab | None = Field(None, description="The same as an exercise for a person; `idc lab` runs it.")

    @field_validator("entry")
    @classmethod
    def _known_entry(cls, entry: str) -> str:
        known = [each.id for each in catalogue().entries]
        if entry not in known:
            raise ValueError(f"the catalogue has no such entry; it has {', '.join(known)}")
        return entry

    @field_validator("cause")
    @classmethod
    def _known_cause(cls, cause: str, information: ValidationInfo) -> str:
        if cause not in catalogue():
            raise ValueError("the catalogue has no such cause; `idc scenario list` names them all")
        entry = catalogue().entry_of(cause).id
        if information.data.get("entry", entry) != entry:
            raise ValueError(f"this cause belongs to the entry {entry}")
        return cause

    @model_validator(mode="after")
    def _states_the_trail(self) -> Self:
        if self.then.trail is None:
            raise ValueError("`then` must state the trail: the expected events, or `trail: none`")
        return self

    @model_validator(mode="after")
    def _proves_something(self) -> Self:
        if not self.fix.steps and not self.verify.steps:
            raise ValueError(
                "without steps under `fix` or `verify` nothing would have changed, and nothing is proven"
            )
        return self


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a scenario file, for editors and for the documentation."""
    schema = Scenario.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
