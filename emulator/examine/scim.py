"""Tries requests of a SCIM client one after the other, and finds every rule that they break."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import unquote_plus

from emulator.examine.scim_body import object_in
from emulator.examine.scim_repairs import repaired
from emulator.examine.scim_requests import ScimRequest, ScimSequence
from emulator.examine.scratch import Answered, ScratchEmulator
from emulator.guide.refusal import Refusal
from emulator.saml.examination import explain
from emulator.web.scim.attributes import GROUP, USER, named

_ID = r"(?:[0-9a-f]{10}-)?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
_IN_PATH = re.compile(rf"/(?P<kind>Users|Groups)/(?P<id>{_ID}|\$?\{{\w+\}})/?", re.IGNORECASE)
_IN_FILTER = re.compile(rf'(?<![\w.])(id|members|manager)(?:\.value)?\s+eq\s+"({_ID}|\$?\{{\w+\}})"', re.IGNORECASE)
_MOST_RULES = 40
# What is there beside attributes, and what identity providers send although AWS asks for no such thing.
_NO_ATTRIBUTES = {"schemas", "id", "meta", "groups"}


@dataclass(frozen=True, kw_only=True)
class Examined:
    """One request: the answer that AWS would give, and every broken rule, the one that is answered first.

    `more_possible`: the last of them could not be put right by a guess, so that rules behind it are not known.
    `passed_over` are attributes that AWS does not take and does not refuse.
    """

    sequence: str
    request: ScimRequest
    answered: Answered
    broken: tuple[Refusal, ...]
    more_possible: bool
    passed_over: tuple[str, ...]


def examine_scim(sequences: Iterable[ScimSequence], scratch: ScratchEmulator) -> tuple[Examined, ...]:
    """Every request of the sequences. A refused one leaves nothing behind, as with AWS, however it was put right."""
    examined: list[Examined] = []
    for sequence in sequences:
        scratch.begin_again()
        ids = _Ids(scratch)
        examined += [_examine(sequence.name, request, scratch, ids) for request in sequence.requests]
    return tuple(examined)


def scim_report(examined: Iterable[Examined]) -> dict[str, Any]:
    """The examination as plain data for JSON."""
    requests = [_described(each) for each in examined]
    return {"passed": not any(each["broken"] for each in requests), "requests": requests}


class _Ids:
    """The ids of a recording, and those that the same users and groups have on the emulator in memory."""

    def __init__(self, scratch: ScratchEmulator) -> None:
        self._scratch = scratch
        self._own: dict[str, str] = {}

    def here(self, request: ScimRequest) -> ScimRequest:
        """The request with ids of the emulator; whom nobody has created before is stood in for."""
        in_path = _IN_PATH.fullmatch(request.path)
        if in_path is not None:
            self._know(in_path["id"], in_path["kind"].capitalize())
        for attribute, resource_id in _IN_FILTER.findall(unquote_plus(request.query)):
            of_user = attribute.lower() != "id" or request.path.lower().startswith("/users")
            self._know(resource_id, "Users" if of_user else "Groups")
        text = (request.content or b"").decode("utf-8", "replace")
        if request.path.lower().startswith("/groups"):
            for member in re.findall(rf'"value"\s*:\s*"({_ID}|\$?\{{\w+\}})"', text):
                self._know(member, "Users")
        if not self._own:
            return request
        content = request.content
        for theirs, ours in self._own.items():
            content = content.replace(theirs.encode(), ours.encode()) if content is not None else None
        return replace(request, path=self._ours(request.path), query=self._ours(request.query), content=content)

    def learn(self, request: ScimRequest, answered: Answered) -> None:
        """A user or group was created; later requests speak of it by the recorded id."""
        if request.given_id is not None and answered.status == 201:
            found = re.search(rf'"id"\s*:\s*"({_ID})"', answered.body)
            if found is not None:
                self._own[request.given_id] = found[1]

    def theirs(self, text: str) -> str:
        """A text of the emulator with the ids of the recording."""
        for theirs, ours in self._own.items():
            text = text.replace(ours, theirs)
        return text

    def _know(self, resource_id: str, kind: str) -> None:
        if resource_id not in self._own and not self._scratch.has(kind, resource_id):
            self._own[resource_id] = self._scratch.stand_in(kind)

    def _ours(self, text: str) -> str:
        for theirs, ours in self._own.items():
            text = text.replace(theirs, ours)
        return text


def _examine(sequence: str, request: ScimRequest, scratch: ScratchEmulator, ids: _Ids) -> Examined:
    here = ids.here(request)
    answered = _send(scratch, here)
    if answered.refusal is None:
        ids.learn(request, answered)
        return _examined(sequence, request, answered, (), ids, more_possible=False)
    with scratch.undone():
        broken, more_possible = _every_rule(here, answered.refusal, scratch)
    return _examined(sequence, request, answered, broken, ids, more_possible=more_possible)


def _every_rule(request: ScimRequest, first: Refusal, scratch: ScratchEmulator) -> tuple[tuple[Refusal, ...], bool]:
    """The rules that the request breaks, the first of which is known; and whether there may be more behind them."""
    broken = [first]
    tried: ScimRequest | None = repaired(request, first, 1)
    while tried is not None and len(broken) < _MOST_RULES:
        refusal = _send(scratch, tried).refusal
        if refusal is None:
            return tuple(broken), False
        if any(_same_offence(refusal, known) for known in broken):
            break
        broken.append(refusal)
        tried = repaired(tried, refusal, len(broken))
    return tuple(broken), True


def _same_offence(one: Refusal, other: Refusal) -> bool:
    return (one.cause, one.facts.where, one.facts.found) == (other.cause, other.facts.where, other.facts.found)


def _examined(
    sequence: str,
    request: ScimRequest,
    first: Answered,
    broken: tuple[Refusal, ...],
    ids: _Ids,
    *,
    more_possible: bool,
) -> Examined:
    return Examined(
        sequence=sequence,
        request=request,
        answered=replace(first, body=ids.theirs(first.body)),
        broken=tuple(_told(refusal, ids) for refusal in broken),
        more_possible=more_possible,
        passed_over=_passed_over(request),
    )


def _send(scratch: ScratchEmulator, request: ScimRequest) -> Answered:
    return scratch.scim(
        request.method, request.path, query=request.query, headers=request.headers, content=request.content
    )


def _told(refusal: Refusal, ids: _Ids) -> Refusal:
    facts = refusal.facts
    told = replace(
        facts,
        where=ids.theirs(facts.where),
        found=ids.theirs(facts.found),
        more={name: ids.theirs(value) for name, value in facts.more.items()},
    )
    return Refusal(refusal.code, refusal.message, cause=refusal.cause, facts=told)


def _passed_over(request: ScimRequest) -> tuple[str, ...]:
    """Top-level attributes of a whole user or group that AWS does not know."""
    if request.method not in ("POST", "PUT"):
        return ()
    known = USER if request.path.lower().startswith("/users") else GROUP
    body = object_in(request.content) or {}
    given = [name for name, value in body.items() if value is not None and name.lower() not in _NO_ATTRIBUTES]
    return tuple(name for name in given if named(known, name) is None)


def _described(each: Examined) -> dict[str, Any]:
    request = each.request
    return {
        "sequence": each.sequence,
        "name": request.name,
        "method": request.method,
        "path": request.path + (f"?{request.query}" if request.query else ""),
        "status": each.answered.status,
        "answer": each.answered.body,
        "broken": [explain(refusal) for refusal in each.broken],
        "more_possible": each.more_possible,
        "passed_over": list(each.passed_over),
    }
