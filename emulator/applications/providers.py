"""The application providers: what an application can be an application of.

AWS has some hundred of them and publishes no list. These are the ARNs that are seen in public, enough to tell the
protocols apart; unconfirmed: names and descriptions, and the scopes of the resource servers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from emulator.guide.refusal import Facts, Refusal

_PREFIX = "arn:aws:sso::aws:applicationProvider/"

OAUTH, SAML = "OAUTH", "SAML"


@dataclass(frozen=True, kw_only=True)
class ResourceServerScope:
    """What one scope of a resource server allows, in words."""

    detailed_title: str
    long_description: str


@dataclass(frozen=True, kw_only=True)
class ApplicationProvider:
    """One provider; `scopes` are those of the AWS service behind it, if it is a resource server."""

    provider_arn: str
    federation_protocol: str
    display_name: str
    description: str
    scopes: Mapping[str, ResourceServerScope] = field(default_factory=dict)


CUSTOM_OAUTH = ApplicationProvider(
    provider_arn=f"{_PREFIX}custom",
    federation_protocol=OAUTH,
    display_name="Custom application",
    description="A customer managed application that uses OAuth 2.0",
)

CUSTOM_SAML = ApplicationProvider(
    provider_arn=f"{_PREFIX}custom-saml",
    federation_protocol=SAML,
    display_name="Custom SAML 2.0 application",
    description="A customer managed application that uses SAML 2.0",
)

PROVIDERS: tuple[ApplicationProvider, ...] = (
    CUSTOM_OAUTH,
    CUSTOM_SAML,
    ApplicationProvider(
        provider_arn=f"{_PREFIX}catalog/ExternalAWSAccount",
        federation_protocol=SAML,
        display_name="External AWS Account",
        description="An AWS account outside the organization",
    ),
    ApplicationProvider(
        provider_arn=f"{_PREFIX}redshift",
        federation_protocol=OAUTH,
        display_name="Amazon Redshift",
        description="An AWS managed application",
        scopes={
            "redshift:connect": ResourceServerScope(
                detailed_title="Connect to Amazon Redshift",
                long_description="Allows the application to connect to Amazon Redshift on behalf of the user.",
            )
        },
    ),
)

_BY_ARN = {provider.provider_arn: provider for provider in PROVIDERS}


def find_provider(provider_arn: str) -> ApplicationProvider:
    """The provider of that ARN. Raises ResourceNotFoundException."""
    provider = _BY_ARN.get(provider_arn)
    if provider is None:
        # unconfirmed: the text.
        raise Refusal(
            "ResourceNotFoundException",
            f"Could not find ApplicationProvider with id {provider_arn.removeprefix(_PREFIX)}",
            cause="application.unknown-provider",
            facts=Facts(where="applicationProviderArn", found=provider_arn, expected="the ARN of a known provider"),
        )
    return provider


def check_made_by_api(provider_arn: str) -> None:
    """Raise ValidationException unless CreateApplication can make applications of this provider.

    It makes OAuth 2.0 customer managed applications only; SAML 2.0 ones are made in the console, AWS managed ones by
    their service (service model, CreateApplication). The text was seen in hashicorp/terraform-provider-aws#34813.
    """
    if find_provider(provider_arn) != CUSTOM_OAUTH:
        raise Refusal(
            "ValidationException",
            f"The application provider with arn '{provider_arn}' is not supported for this action.",
            cause="application.provider-not-supported",
            facts=Facts(where="applicationProviderArn", found=provider_arn, expected=CUSTOM_OAUTH.provider_arn),
        )
