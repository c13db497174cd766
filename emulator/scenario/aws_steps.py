"""The verbs that call AWS APIs."""

from typing import Any

from pydantic import ConfigDict, Field

from emulator.scenario.expectations import Part
from emulator.scenario.saving import SAVE, Save

# Their calls carry a token or a secret in place of a signature.
_UNSIGNED = ("sso", "sso-oidc")
# And theirs an assertion.
_UNSIGNED_OPERATIONS = ("AssumeRoleWithSAML", "AssumeRoleWithWebIdentity")


class AwsStep(Part):
    """A call of an AWS API, as an SDK makes it."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    service: str = Field(description="The service as botocore names it: sso-admin, identitystore, iam, …")
    operation: str = Field(description="The operation, such as CreateAccountAssignment.")
    params: dict[str, Any] = Field(default_factory=dict, description="Its parameters, as in the API reference.")
    region: str | None = Field(None, description="The Region to call; that of the instance when left out.")
    credentials: str | dict[str, str] | None = Field(
        None,
        alias="as",
        description=(
            "Who calls: the number of an account for its root user, or saved credentials with AccessKeyId, "
            "SecretAccessKey and SessionToken. The management account's root user when left out."
        ),
    )
    save: Save = Field(default_factory=dict, description=SAVE)

    def told(self) -> str:
        """The step as a sentence."""
        if self.service in _UNSIGNED or self.operation in _UNSIGNED_OPERATIONS:
            return f"A program calls {self.service} {self.operation}."
        caller = "The management account"
        if isinstance(self.credentials, str):
            name = self.credentials.removeprefix("${").removesuffix("}")
            caller = f"Account {name}" if name.isdigit() else f"Somebody with the credentials {name!r}"
        elif self.credentials is not None:
            caller = "Somebody with other credentials"
        return f"{caller} calls {self.service} {self.operation}."


class AwsSsoLoginStep(Part):
    """The person of the last sign-in runs `aws sso login --use-device-code` and allows access in the browser."""

    scopes: tuple[str, ...] = Field(
        (), description="Scopes to register for: with sso:account:access there is a refresh token."
    )
    save: Save = Field(
        default_factory=dict,
        description="Values to keep: name → JMESPath over {clientId, clientSecret, accessToken, refreshToken, …}.",
    )

    def told(self) -> str:
        """The step as a sentence."""
        return "The person runs `aws sso login` and allows access in the browser."
