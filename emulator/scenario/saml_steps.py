"""The verbs of SAML sign-in, and of the two sides that it is set up on."""

from typing import Literal

from pydantic import Field

from emulator.scenario.expectations import Part
from emulator.scenario.saving import SAVE, Save


class SignInStep(Part):
    """A person signs in through the test identity provider, in a new browser."""

    name_id: str = Field(description="The name identifier that the provider sends.")
    faults: tuple[str, ...] = Field((), description="What the provider does wrong; `/idp` lists the vocabulary.")
    initiated_by: Literal["sp", "idp"] = Field(
        "idp", description="`sp`: starts at the access portal; `idp`: starts at the identity provider."
    )
    attributes: dict[str, str] = Field(default_factory=dict, description="SAML attributes to send along.")
    settings: dict[str, str] = Field(
        default_factory=dict, description="Further fields of the test IdP's sign-in form."
    )
    save: Save = Field(
        default_factory=dict,
        description="Values to keep: name → JMESPath over {SAMLResponse, RelayState, acs_url}.",
    )

    def told(self) -> str:
        """The step as a sentence."""
        start = "the access portal" if self.initiated_by == "sp" else "the identity provider"
        faulty = f"; the provider's response has the fault {', '.join(self.faults)}" if self.faults else ""
        return f"{self.name_id} signs in, starting at {start}{faulty}."


class PostSamlResponseStep(Part):
    """A SAML response is posted to the assertion consumer service, in a new browser."""

    saml_response: str = Field(description="Base64 text, usually `${saved}` by an earlier sign-in.")
    relay_state: str | None = None
    acs_url: str = Field("${instance.acs_url}", description="Where to post it.")

    def told(self) -> str:
        """The step as a sentence."""
        return "A SAML response is posted to the assertion consumer service."


class ConfigureIdpStep(Part):
    """The test IdP's administrator changes what it sends; it overrides what later sign-in steps say."""

    name_id: str | None = Field(None, description="The name identifier to send from now on.")
    faults: tuple[str, ...] | None = Field(None, description="The faults from now on; [] for none.")
    attributes: dict[str, str] | None = Field(None, description="The SAML attributes from now on.")
    settings: dict[str, str] | None = Field(None, description="Further fields of the sign-in form from now on.")

    def told(self) -> str:
        """The step as a sentence."""
        changes = [] if self.name_id is None else [f"sends the name identifier {self.name_id}"]
        if self.faults is not None:
            changes.append(f"has the fault {', '.join(self.faults)}" if self.faults else "no longer has the fault")
        if self.attributes is not None or self.settings is not None:
            changes.append("sends other attributes or settings")
        return f"The identity provider is reconfigured: it {' and '.join(changes)}."


class UploadIdpMetadataStep(Part):
    """An administrator uploads identity provider metadata: the test IdP's, changed as asked."""

    name_id_format: str | None = Field(
        None, description="The name identifier format to offer: `persistent`, a URI, …"
    )
    only_certificate: int | None = Field(
        None, ge=1, description="Keep only this one of the certificates: 1 is in use, 2 has expired."
    )
    padded_to: int | None = Field(None, ge=10_000, description="Make the document this many characters long.")
    replace: dict[str, str] = Field(default_factory=dict, description="Texts of the metadata to replace by others.")

    def told(self) -> str:
        """The step as a sentence."""
        changes = [] if self.name_id_format is None else [f"naming the format {self.name_id_format}"]
        changes += [] if self.only_certificate is None else [f"with certificate {self.only_certificate} only"]
        changes += [] if self.padded_to is None else [f"{self.padded_to:,} characters long"]
        changes += [f"with {new!r} in place of {old!r}" for old, new in self.replace.items()]
        return (
            f"An administrator uploads the identity provider's metadata{', ' if changes else ''}{', '.join(changes)}."
        )


class ImportCertificateStep(Part):
    """An administrator imports a certificate of the identity provider: the test IdP's unless given."""

    certificate: str | None = Field(None, description="PEM text; the test IdP's certificate when left out.")
    padded_to: int | None = Field(None, ge=1, description="Make the text this many characters long.")
    save: Save = Field(default_factory=dict, description=SAVE)

    def told(self) -> str:
        """The step as a sentence."""
        size = "" if self.padded_to is None else f", {self.padded_to:,} characters long"
        return f"An administrator imports a certificate of the identity provider{size}."
