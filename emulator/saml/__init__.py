"""SAML documents: reading, checking, writing and signing them. No HTTP and no store in here."""
