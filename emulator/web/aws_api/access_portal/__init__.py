"""The API of the AWS access portal (`sso`): assigned accounts and roles, credentials, signing out."""
