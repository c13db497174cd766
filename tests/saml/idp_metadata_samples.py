"""Metadata documents of identity providers."""

from emulator.saml import names
from saml.keys import SigningKey, signing_key

ISSUER = "http://www.okta.com/exk0000000000000example"


def idp_metadata(
    *keys: SigningKey,
    issuer: str = ISSUER,
    sign_in_url: str = "https://idp.example.com/sso",
    bindings: tuple[str, ...] = (names.HTTP_POST, names.HTTP_REDIRECT),
    name_id_formats: tuple[str, ...] = (names.EMAIL_ADDRESS,),
    use: str = ' use="signing"',
) -> str:
    """A document as most providers publish it."""
    certificates = "".join(
        f'<md:KeyDescriptor{use}><ds:KeyInfo xmlns:ds="{names.SIGNATURE}"><ds:X509Data><ds:X509Certificate>'
        f"{key.certificate_body}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
        for key in keys or (signing_key(),)
    )
    formats = "".join(f"<md:NameIDFormat>{each}</md:NameIDFormat>" for each in name_id_formats)
    services = "".join(f'<md:SingleSignOnService Binding="{each}" Location="{sign_in_url}"/>' for each in bindings)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<md:EntityDescriptor xmlns:md="{names.METADATA}" entityID="{issuer}">'
        f'<md:IDPSSODescriptor WantAuthnRequestsSigned="false" protocolSupportEnumeration="{names.PROTOCOL}">'
        f"{certificates}{formats}{services}</md:IDPSSODescriptor></md:EntityDescriptor>"
    )
