"""Whatever is given to `idc check scim` is read, examined or said to be nothing; it never breaks the command."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from emulator.examine.scim import examine_scim, scim_report
from emulator.examine.scim_requests import NotRecognized, read_scim_requests
from emulator.examine.scratch import ScratchEmulator
from emulator.seed.model import Seed

TEXT = st.sampled_from(
    ["", " ", "jane", "jane doe", "x" * 1025, "\u200b", "true", "work", "00000000-0000-0000-0000-000000000000"]
)
LEAF = st.one_of(st.none(), st.booleans(), st.integers(-1, 2), TEXT)
_NAMES = """
userName displayName name givenName familyName emails value primary type active groups members externalId schemas
phoneNumbers addresses roles EMAILS Operations op path department manager
urn:ietf:params:scim:schemas:extension:enterprise:2.0:User
"""
NAMES = st.sampled_from(_NAMES.split())
VALUE = st.recursive(
    LEAF, lambda below: st.lists(below, max_size=3) | st.dictionaries(NAMES, below, max_size=4), max_leaves=10
)
OPERATION = st.fixed_dictionaries(
    {},
    optional={
        "op": st.sampled_from(["add", "replace", "remove", "move", 1]),
        "path": st.sampled_from(
            [
                "active",
                "userName",
                "name.givenName",
                'emails[type eq "work"].value',
                "members",
                "nothing",
                "",
                'a[b eq "c"]',
            ]
        ),
        "value": VALUE,
    },
)
_KEYS = """
log entries request response postData text url method path query body headers sequences id save variables requests
name content request_body
"""
KEYS = st.sampled_from(_KEYS.split())
DOCUMENT = st.recursive(
    LEAF | st.just("https://a/b/scim/v2/Users"),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(KEYS, below, max_size=5),
    max_leaves=15,
)


@given(DOCUMENT)
@example({"log": {"entries": [1, {"request": {"url": "https://a/b/scim/v2/Users", "headers": [2]}}]}})
@example({"sequences": [{"requests": [{"path": "/Users"}]}]})
@example({"sequences": [3], "variables": []})
@example([{"path": "/Users", "headers": [], "query": [1]}])
@example({"log": {"entries": [{"request": {"url": "https://[/scim/v2/Users", "method": "GET"}}]}})
def test_any_document_is_requests_or_nothing(document: Any) -> None:
    try:
        sequences = read_scim_requests(json.dumps(document).encode(), method=None, path=None)
    except NotRecognized:
        return
    assert all(sequence.requests for sequence in sequences)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_body_when_method_and_path_say_so(content: bytes) -> None:
    ((request,),) = (each.requests for each in read_scim_requests(content, method="post", path="/Users"))
    assert (request.method, request.content) == ("POST", content)


@pytest.fixture(scope="module")
def scratch() -> Iterator[ScratchEmulator]:
    scratch = ScratchEmulator(Seed())
    yield scratch
    scratch.close()


def examine(scratch: ScratchEmulator, method: str, path: str, body: Any) -> dict[str, Any]:
    sequences = read_scim_requests(json.dumps(body).encode(), method=method, path=path)
    return scim_report(examine_scim(sequences, scratch))


@settings(max_examples=60)
@given(st.sampled_from(["/Users", "/Groups"]), st.dictionaries(NAMES, VALUE, max_size=6))
def test_any_user_or_group_is_examined_to_its_end(scratch: ScratchEmulator, path: str, body: dict[str, Any]) -> None:
    (request,) = examine(scratch, "POST", path, body)["requests"]
    assert bool(request["broken"]) == (request["status"] >= 400)
    assert "scim.internal-error" not in [each["cause"] for each in request["broken"]]


@settings(max_examples=60)
@given(st.sampled_from(["/Users", "/Groups"]), st.lists(OPERATION, max_size=3))
def test_any_change_is_examined_to_its_end(scratch: ScratchEmulator, path: str, operations: list[Any]) -> None:
    resource = f"{path}/9067b0a4-1001-70d7-9e47-21a0f4b8a111"
    (request,) = examine(scratch, "PATCH", resource, {"Operations": operations})["requests"]
    assert bool(request["broken"]) == (request["status"] >= 400)
    assert "scim.internal-error" not in [each["cause"] for each in request["broken"]]
