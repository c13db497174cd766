"""The whole state at once: reset to a seed, snapshots."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints

from emulator.seed.model import Seed
from emulator.seed.plant import Planted
from emulator.web.control.info import InstanceInfo, describe_instance
from emulator.web.control.route import Answer, Body, Control, Declined
from emulator.web.control.scim import scim_endpoint
from emulator.web.control.snapshots import Kept

SnapshotName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,64}$")]


class ResetRequest(Body):
    """The state to start from; without a seed, a newly enabled instance."""

    seed: Seed = Field(default_factory=Seed)


class TokenSecret(Answer):
    """A SCIM access token with its secret, which is shown only here."""

    token_id: str
    secret: str
    expires_at: datetime


class ScimAccess(Answer):
    """What a SCIM client is given."""

    tenant_id: str
    endpoint: str
    tokens: list[TokenSecret]


class TestIdpInfo(Answer):
    """Where the test IdP is: its metadata, where people sign in at it, and the issuer URL of its web tokens."""

    metadata_url: str
    sign_in_url: str
    issuer_url: str


class ResetAnswer(Answer):
    """What was made; `scim` is null where automatic provisioning is disabled."""

    instance: InstanceInfo
    scim: ScimAccess | None
    test_idp: TestIdpInfo


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


def reset(control: Control, *, body: ResetRequest) -> ResetAnswer:
    """Forget everything, resume the clock, and start again from a seed."""
    return describe_planted(control.reset(body.seed), control.context.public_url)


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


def describe_planted(planted: Planted, public_url: str) -> ResetAnswer:
    """What a reset made, with the URLs of an emulator at `public_url`."""
    scim = None
    if planted.tenant is not None:
        tokens = [
            TokenSecret(token_id=token.token_id, secret=secret, expires_at=token.expires_at)
            for token, secret in planted.tokens
        ]
        endpoint = scim_endpoint(planted.tenant.tenant_id, public_url)
        scim = ScimAccess(tenant_id=planted.tenant.tenant_id, endpoint=endpoint, tokens=tokens)
    test_idp = TestIdpInfo(
        metadata_url=f"{public_url}/idp/metadata",
        sign_in_url=f"{public_url}/idp/sso",
        issuer_url=f"{public_url}/idp",
    )
    return ResetAnswer(instance=describe_instance(planted.instance, public_url), scim=scim, test_idp=test_idp)


def _info(name: str, kept: Kept) -> SnapshotInfo:
    return SnapshotInfo(name=name, taken_at=kept.taken_at)


def _unknown(control: Control, name: str) -> Declined:
    names = ", ".join(known for known, _ in control.snapshots.list()) or "none"
    return Declined(404, f"there is no snapshot {name!r}; those taken are: {names}")
