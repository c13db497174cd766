"""Devices that a person has called trusted, in context-aware mode (facts/signin.md §3.8).

The sign-in context is the device (a cookie), the browser (its User-Agent) and the IP address.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, insert, select

from emulator.store.tables.mfa import trusted_devices
from emulator.store.transaction import Transaction
from emulator.trail.event import Origin

# unconfirmed: how long a device stays trusted
_LIFETIME = timedelta(days=30)


@dataclass(frozen=True)
class TrustedDevice:
    """The secret that the browser keeps, and for how long it counts."""

    secret: str
    lasts: timedelta


def trust_device(tx: Transaction, user_id: str, origin: Origin) -> TrustedDevice:
    """Trust the device of this request for the user."""
    now = tx.now()
    device = TrustedDevice(secret=tx.ids.secret(), lasts=_LIFETIME)
    tx.execute(delete(trusted_devices).where(trusted_devices.c.expires_at <= now))
    tx.execute(
        insert(trusted_devices).values(
            secret_sha256=_sha256(device.secret),
            user_id=user_id,
            user_agent=origin.user_agent,
            source_ip=origin.source_ip,
            trusted_at=now,
            expires_at=now + device.lasts,
        )
    )
    return device


def is_trusted(tx: Transaction, user_id: str, secret: str | None, origin: Origin) -> bool:
    """Whether the context is one that the user has trusted: the same device, browser and address."""
    if not secret:
        return False
    row = tx.row(
        select(trusted_devices).where(
            trusted_devices.c.secret_sha256 == _sha256(secret),
            trusted_devices.c.user_id == user_id,
            trusted_devices.c.expires_at > tx.now(),
        )
    )
    return row is not None and (row["user_agent"], row["source_ip"]) == (origin.user_agent, origin.source_ip)


def _sha256(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
