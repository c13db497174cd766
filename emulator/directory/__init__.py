"""Identity stores: users, groups and memberships, their uniqueness and their validation.

Knows nothing of SCIM or of the Identity Store API; both render what lives here.
"""
