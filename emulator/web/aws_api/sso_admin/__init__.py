"""The IAM Identity Center administration API (`sso-admin`): one function per operation."""
