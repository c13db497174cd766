"""A local AWS IAM Identity Center: SAML sign-in, SCIM, pages and APIs over one port, with every refusal explained."""
