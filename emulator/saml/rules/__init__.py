"""The rules that a SAML response must keep, one named function each, grouped by what they look at."""
