"""IAM Identity Center as identity provider of applications: requests, the portal's tiles, administrator mode."""
