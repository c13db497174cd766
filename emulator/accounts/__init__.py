"""The AWS accounts around IAM Identity Center: the organization, the roles that it keeps in accounts, credentials.

The store is the truth for all of it. moto, which plays IAM, STS, Organizations and every other AWS service, is a copy
that is made on first use (`moto_adapter`).
"""
