"""Where identities come from: the external identity provider and its certificates, SCIM tenants and tokens."""
