"""Passwords of the Identity Center directory: the policy, the stored hashes, links that lead to a new one, mail."""
