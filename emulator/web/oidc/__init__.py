"""The pages of the OIDC service, where a person allows a program: `/authorize` and `/device`."""
