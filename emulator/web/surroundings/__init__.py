"""The AWS services around ours, which moto plays; and what we say before it does.

`gateway` takes every request that is signed for such a service. `iam`, `sts` and `organizations` hold our own rules
and operations for three of them; all others go straight through.
"""
