"""The metadata that IAM Identity Center gives out as identity provider of an application.

Byte for byte as it was captured in public, the empty NameIDFormat and the order included (facts/signin.md §4.2).
unconfirmed: that the certificate stands in one line.
"""

from xml.sax.saxutils import escape, quoteattr

_METADATA = """\
<?xml version="1.0" encoding="UTF-8"?>\
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID={sso}>
    <md:IDPSSODescriptor WantAuthnRequestsSigned="false" \
protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
        <md:KeyDescriptor use="signing">
            <ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>\
<ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo>
        </md:KeyDescriptor>
        <md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location={slo}/>
        <md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location={slo}/>
        <md:NameIDFormat/>
        <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location={sso}/>
        <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location={sso}/>
    </md:IDPSSODescriptor>
</md:EntityDescriptor>"""


def write_application_metadata(*, sign_in_url: str, sign_out_url: str, certificate_pem: str) -> str:
    """The document; the sign-in URL is the entity id, too."""
    body = "".join(line for line in certificate_pem.splitlines() if not line.startswith("-----"))
    return _METADATA.format(sso=quoteattr(sign_in_url), slo=quoteattr(sign_out_url), certificate=escape(body))
