"""A sample application that people sign in to by SAML: a service provider made with python3-saml.

It stands for somebody else's product and knows of IAM Identity Center only what its metadata says.
"""
