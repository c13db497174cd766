"""Hashes of passwords, by argon2id."""

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

# The least that OWASP recommends: 19 MiB and two passes. Guessing costs, and signing in takes some 20 ms.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)

# What a password is compared with where there is none, so that the answer takes as long.
_NOBODYS = _HASHER.hash("the password of nobody")


def hash_password(password: str) -> str:
    """The hash, with its parameters and a salt of its own."""
    return _HASHER.hash(_bytes(password))


def matches(password_hash: str | None, password: str) -> bool:
    """Whether this is the password of that hash; None is the hash of no password."""
    try:
        return _HASHER.verify(password_hash or _NOBODYS, _bytes(password)) and password_hash is not None
    except (Argon2Error, InvalidHashError):
        return False


def _bytes(password: str) -> bytes:
    return password.encode("utf-8", "surrogatepass")
