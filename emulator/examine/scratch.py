"""An emulator in memory that requests are tried on."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from emulator.app import Emulator, build
from emulator.directory.group import GroupDraft
from emulator.directory.groups import create_group
from emulator.directory.user import Email, Name, UserDraft
from emulator.directory.users import create_user
from emulator.guide.refusal import Facts, Refusal
from emulator.permissions.instances import organization_instance
from emulator.seed.model import Seed, SeedScim
from emulator.settings import Settings
from emulator.store.database import Snapshot
from emulator.store.transaction import Transaction
from emulator.web.control.happened import RefusalQuery, list_refusals

# The host that SCIM clients know; nothing is sent there.
_PUBLIC_URL = "https://scim.us-east-1.amazonaws.com"
_ACTOR = "stand-in"


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What AWS would answer; `refusal` is the rule that was broken first."""

    status: int
    body: str
    refusal: Refusal | None


class ScratchEmulator:
    """Nothing of the user's settings counts here, so that an examination finds the same everywhere."""

    def __init__(self, seed: Seed) -> None:
        """Raises Refusal where the seed breaks a rule."""
        self._emulator: Emulator = build(Settings.model_construct(), public_url=_PUBLIC_URL)
        planted = self._emulator.reset(seed.model_copy(update={"scim": SeedScim(), "faults": ()}))
        # Active Directory as identity source leaves no SCIM endpoint.
        self._base = f"/{planted.tenant.tenant_id}/scim/v2" if planted.tenant else ""
        self._authorization = f"Bearer {planted.tokens[0][1]}" if planted.tokens else ""
        self._begun: Snapshot = self._emulator.context.store.snapshot()
        self._stand_ins = 0

    def begin_again(self) -> None:
        """Make the state what the seed says."""
        self._emulator.context.store.restore(self._begun)

    def transaction(self) -> AbstractContextManager[Transaction]:
        """A transaction on its store, for what needs no request."""
        return self._emulator.context.store.transaction()

    @contextmanager
    def undone(self) -> Iterator[None]:
        """What happens inside leaves nothing behind."""
        store = self._emulator.context.store
        before = store.snapshot()
        try:
            yield
        finally:
            store.restore(before)

    def close(self) -> None:
        """Let go of the store."""
        self._emulator.context.store.close()

    def scim(
        self, method: str, path: str, *, query: str, headers: Mapping[str, str], content: bytes | None
    ) -> Answered:
        """Send one request of a SCIM client; `path` is what follows the endpoint."""
        sent = {name: value for name, value in headers.items() if name.lower() not in ("authorization", "host")}
        with self._emulator.wsgi.test_client() as client:
            response = client.open(
                f"{self._base}{path}",
                base_url=_PUBLIC_URL,
                method=method,
                query_string=query,
                headers=sent | {"Authorization": self._authorization},
                data=content,
            )
        refusal = self._refusal(response.headers["x-amzn-RequestId"]) if response.status_code >= 400 else None
        return Answered(status=response.status_code, body=response.get_data(as_text=True), refusal=refusal)

    def has(self, kind: str, resource_id: str) -> bool:
        """Whether there is such a user (`Users`) or group (`Groups`)."""
        answered = self.scim("GET", f"/{kind}/{resource_id}", query="", headers={}, content=None)
        return answered.status == 200

    def stand_in(self, kind: str) -> str:
        """The id of a user (`Users`) or group (`Groups`) made for a request that speaks of one who must exist."""
        self._stand_ins += 1
        name = f"stand-in-{self._stand_ins}"
        with self._emulator.context.store.transaction() as tx:
            store_id = organization_instance(tx).identity_store_id
            if kind == "Groups":
                return create_group(tx, store_id, GroupDraft(display_name=name), actor=_ACTOR).group_id
            address = f"{name}@stand-in.example"
            draft = UserDraft(
                user_name=address,
                name=Name(given_name="Stand", family_name="In"),
                display_name=name,
                emails=(Email(value=address, type="work", primary=True),),
            )
            return create_user(tx, store_id, draft, actor=_ACTOR).user_id

    def _refusal(self, request_id: str) -> Refusal | None:
        with self._emulator.context.store.transaction() as tx:
            entries = list_refusals(tx, RefusalQuery(request_id=request_id))
        if not entries:
            return None
        told: dict[str, Any] = entries[0].diagnosis
        facts = Facts(where=told["where"], found=told["found"], expected=told["expected"], more=told.get("facts", {}))
        return Refusal(entries[0].code, entries[0].message, cause=told["cause"], facts=facts)


def path_below_endpoint(url: str) -> str | None:
    """What follows a SCIM endpoint in a URL or path; None where there is no endpoint in it."""
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    _, marker, rest = path.partition("/scim/v2")
    return rest if marker else None
