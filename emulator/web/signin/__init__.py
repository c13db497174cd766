"""The sign-in pages: start of a SAML sign-in, the ACS, service-provider metadata, and AWS's error pages."""
