"""A fault rule in the words of a seed file, which the control API and scenarios use as well."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from emulator.guide.catalogue import catalogue

Service = Literal[
    "scim",
    "sign-in",
    "portal",
    "sso",
    "sso-oidc",
    "sso-admin",
    "identitystore",
    "cloudtrail",
    "iam",
    "sts",
    "organizations",
]


class FaultPart(BaseModel):
    """Unknown keys are errors here as everywhere in a seed."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class SeedFaultError(FaultPart):
    """The error to answer with; what is left out follows from the rest."""

    status: int | None = Field(None, ge=400, le=599, description="HTTP status; default: that of the code.")
    code: Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9.]{0,99}$")] | None = Field(
        None, description="Name of the exception, such as ThrottlingException; default: that of the status."
    )
    message: str | None = Field(None, max_length=1000, pattern=r"^[^\x00]*$", description="What the error says.")
    cause: str | None = Field(
        None, description="Cause of the catalogue that the diagnosis explains; default: that it was injected."
    )

    @field_validator("cause")
    @classmethod
    def _known_cause(cls, cause: str | None) -> str | None:
        if cause is not None and cause not in catalogue():
            raise ValueError("the catalogue has no such cause; `idc scenario list` names them all")
        return cause

    @model_validator(mode="after")
    def _says_which(self) -> Self:
        if self.status is None and self.code is None:
            raise ValueError("give the `status` or the `code` of the error")
        return self


class SeedFault(FaultPart):
    """Which requests fail, and how: with an error, late, or carried out without an answer."""

    service: Service = Field(
        description=(
            "`scim`; the pages `sign-in` and `portal`; or an AWS API by its name in the AWS CLI (`sso`: that of "
            "the portal)."
        )
    )
    operation: Annotated[str, StringConstraints(min_length=1, max_length=100)] | None = Field(
        None, description="Such as CreateUser; of pages, the HTTP method. Default: all operations."
    )
    skip: int = Field(0, ge=0, le=1_000_000, description="How many matching requests pass before.")
    times: int | None = Field(1, ge=1, le=1_000_000, description="How many matching requests fail; null: all.")
    error: SeedFaultError | None = Field(None, description="The error to answer with.")
    drop_after_commit: bool = Field(
        False,
        description=(
            "The request is carried out, and its answer gets lost: the connection is closed, or `error` is answered "
            "instead."
        ),
    )
    delay_seconds: float = Field(0, ge=0, le=60, description="How long the request waits first, in real time.")

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if self.error is None and not self.drop_after_commit and not self.delay_seconds:
            raise ValueError("a fault does nothing without `error`, `drop_after_commit` or `delay_seconds`")
        return self
