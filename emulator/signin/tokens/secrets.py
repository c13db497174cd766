"""What is kept of a secret that a client holds."""

import hashlib


def sha256(secret: str) -> str:
    """The hash by which the store knows the secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
