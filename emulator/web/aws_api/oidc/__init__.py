"""The OIDC service (`sso-oidc`): clients, the device flow, and tokens."""
