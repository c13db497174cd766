"""The way from a person to an AWS account, link by link, and which link is broken.

Provisioned, named alike, enabled, provider connected, signed in, in groups, assigned, role in place, session alive.
"""
