"""The whole state at once: reset to a seed, snapshots."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from emulator.seed.model import Seed
from emulator.seed.plant import Planted
from emulator.web.control.info import describe_instance
from emulator.web.control.route import Answer, Body, Control, Declined
from emulator.web.control.scim import scim_endpoint
from emulator.web.control.snapshots import Kept

SnapshotName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$")]


class ResetRequest(Body):
    """The state to start from; without a seed, a newly enabled instance."""

    seed: Seed = Field(default_factory=Seed)


class SnapshotRequest(Body):
    """The name to keep the state under."""

    name: SnapshotName = "default"


class SnapshotInfo(Answer):
    """A snapshot, and what the emulator's clock showed when it was taken."""

    name: str
    taken_at: datetime


class SnapshotList(Answer):
    """All snapshots, by name."""

    snapshots: list[SnapshotInfo]


def reset(control: Control, *, body: ResetRequest) -> dict[str, Any]:
    """Forget everything, resume the clock, and start again from a seed."""
    return dict(control.reset(body.seed))


def describe_planted(planted: Planted, public_url: str) -> dict[str, Any]:
    """What a reset made, secrets of the SCIM tokens included: they are shown only here."""
    scim = None
    if planted.tenant is not None:
        scim = {
            "tenant_id": planted.tenant.tenant_id,
            "endpoint": scim_endpoint(planted.tenant.tenant_id, public_url),
            "tokens": [
                {"token_id": token.token_id, "secret": secret, "expires_at": token.expires_at.isoformat()}
                for token, secret in planted.tokens
            ],
        }
    return {
        "instance": describe_instance(planted.instance, public_url).model_dump(mode="json"),
        "scim": scim,
        "test_idp": {"metadata_url": f"{public_url}/idp/metadata", "sign_in_url": f"{public_url}/idp/sso"},
    }


def list_snapshots(control: Control) -> SnapshotList:
    """The snapshots that can be restored."""
    return SnapshotList(snapshots=[_info(name, kept) for name, kept in control.snapshots.list()])


def take_snapshot(control: Control, *, body: SnapshotRequest) -> SnapshotInfo:
    """Keep the whole state and the clock; replaces a snapshot of the same name."""
    return _info(body.name, control.snapshots.take(body.name, control.context))


def restore_snapshot(control: Control, *, name: str) -> SnapshotInfo:
    """Make the whole state and the clock what they were when the snapshot was taken."""
    try:
        return _info(name, control.snapshots.restore(name, control.context))
    except KeyError:
        raise _unknown(control, name) from None


def discard_snapshot(control: Control, *, name: str) -> SnapshotList:
    """Forget a snapshot; answers those that are left."""
    try:
        control.snapshots.discard(name)
    except KeyError:
        raise _unknown(control, name) from None
    return list_snapshots(control)


def _info(name: str, kept: Kept) -> SnapshotInfo:
    return SnapshotInfo(name=name, taken_at=kept.taken_at)


def _unknown(control: Control, name: str) -> Declined:
    names = ", ".join(known for known, _ in control.snapshots.list()) or "none"
    return Declined(404, f"there is no snapshot {name!r}; those taken are: {names}")
