"""Reading and checking SAML documents."""
