"""What the protocol layer needs to know about a service beyond its model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from emulator.authorization.authorize import AuthorizationRequest
from emulator.guide.refusal import Refusal
from emulator.store.database import Store
from emulator.web.aws_api.call import Call, Json
from emulator.web.aws_api.envelopes import Envelope

Handler = Callable[[Call], Json]
Preparation = Callable[[Store, AuthorizationRequest], Any]


@dataclass(frozen=True)
class Path:
    """Where a rest-json operation is; `query` must be in the query string."""

    method: str
    path: str
    operation: str
    query: Mapping[str, str] = field(default_factory=dict)


def as_it_is(refusal: Refusal) -> Refusal:
    """For services that word their refusals as the domain does."""
    return refusal


@dataclass(frozen=True, kw_only=True)
class Service:
    """One service of ours. `name` is botocore's, the other facts repeat its model so that routing does without it.

    `invalid_input` is the exception for input that breaks the model, `reword` says how the service's texts differ
    from the domain's, `event_source` is None where the handlers record their own events. Of a `shared` service only
    the operations with a handler are ours; the fallback has the others.
    """

    name: str
    signing_name: str
    handlers: Mapping[str, Handler]
    envelope: Envelope
    target_prefix: str | None = None
    paths: tuple[Path, ...] = ()
    invalid_input: str = "ValidationException"
    reword: Callable[[Refusal], Refusal] = as_it_is
    event_source: str | None = None
    preparations: Mapping[str, Preparation] = field(default_factory=dict)
    shared: bool = False
