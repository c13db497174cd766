"""The Identity Store API: one function per operation, over the same users and groups that SCIM sees."""
