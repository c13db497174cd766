"""Instances of IAM Identity Center, and what is granted in them."""
