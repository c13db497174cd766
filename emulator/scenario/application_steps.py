"""The verb of an administrator who sets up an application that speaks OAuth 2.0."""

from pydantic import Field

from emulator.scenario.expectations import Part
from emulator.scenario.saving import Save

DEFAULT_CLAIM, DEFAULT_ATTRIBUTE = "email", "emails.value"


class TokenIssuer(Part):
    """A trusted token issuer, and the audiences for which the application may bring its tokens."""

    url: str = Field("${test_idp.issuer_url}", description="The issuer URL; that of the test IdP when left out.")
    audiences: tuple[str, ...] = Field(min_length=1, description="Values of the claim `aud`, one of which must fit.")
    claim: str = Field(DEFAULT_CLAIM, description="Path of the claim that names the user.")
    attribute: str = Field(DEFAULT_ATTRIBUTE, description="Path of the user's attribute that it is compared with.")


class SetUpOauthApplicationStep(Part):
    """An administrator makes an OAuth application, says which IAM principals may ask for it, and gives it grants.

    Those principals are all of the management account. Anybody may use the application: no assignment is required.
    """

    name: str = Field(description="The application's name.")
    token_issuer: TokenIssuer | None = Field(None, description="Grant jwt-bearer, for the tokens of this issuer.")
    redirect_uris: tuple[str, ...] = Field((), description="Grant authorization_code, with these redirect URIs.")
    token_exchange: bool = Field(False, description="Grant token-exchange.")
    save: Save = Field(
        default_factory=dict,
        description="Values to keep: name → `applicationArn` or `trustedTokenIssuerArn`.",
    )

    def told(self) -> str:
        """The step as a sentence."""
        return f"An administrator sets up the OAuth application {self.name}."
