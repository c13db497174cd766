"""Signing in: the workflow, the SAML sign-in that completes it, and the sessions that come of it."""
