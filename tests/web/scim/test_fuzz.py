"""Whatever is sent, the answer is AWS's, and a refusal changes nothing."""

import contextlib
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from emulator.guide.refusal import Refusal
from emulator.web.scim.filters import Comparison, FilterUnreadable, parse_filter, read_filter
from emulator.web.scim.patch import parse_path, read_operations
from emulator.web.scim.request_body import read_object
from emulator.web.scim.user_patch import patched_user
from emulator.web.scim.users import FILTERS
from tests.web.scim.client import ENTERPRISE, ScimClient, person

NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9.]{0,15}", fullmatch=True).filter(
    lambda name: name.lower() not in {"and", "or"}
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
PATHS = st.sampled_from(
    [
        "userName",
        "active",
        "name",
        "name.givenName",
        "emails",
        'emails[type eq "work"]',
        'emails[type eq "home"].value',
        "emails.value",
        "phoneNumbers[primary eq true]",
        "addresses",
        "roles",
        ENTERPRISE,
        f"{ENTERPRISE}:manager",
        f"{ENTERPRISE}:manager.value",
        "manager",
        "externalId",
    ]
) | st.text(max_size=12)
OPERATIONS = st.lists(
    st.fixed_dictionaries(
        {"op": st.sampled_from(["add", "Replace", "remove", "x"])}, optional={"path": PATHS, "value": JSON}
    ),
    max_size=4,
)


def refusal_of(action: Callable[[], object]) -> Refusal | None:
    """The refusal that the action ends in, if any; other exceptions go through."""
    try:
        action()
    except Refusal as refusal:
        return refusal
    return None


@given(NAMES, st.text())
def test_filter_of_one_comparison_is_read_back(name: str, value: str) -> None:
    parsed = parse_filter(f"{name} eq {json.dumps(value)}")
    assert parsed.comparisons == (Comparison(name, "eq", value),)


@given(st.lists(st.tuples(NAMES, st.text(max_size=5)), min_size=1, max_size=4), st.sampled_from(["and", "OR"]))
def test_joined_comparisons_are_all_read(parts: list[tuple[str, str]], connector: str) -> None:
    text = f" {connector} ".join(f"{name} eq {json.dumps(value, ensure_ascii=False)}" for name, value in parts)
    parsed = parse_filter(text)
    assert [(c.attribute, c.value) for c in parsed.comparisons] == parts
    assert parsed.connectors == (connector.lower(),) * (len(parts) - 1)


@given(st.text())
@example('userName eq "' + "\\" * 1000)
@example("a" * 10_000)
@example(" " * 10_000)
@example('a eq "b" and ' * 2000)
def test_any_text_is_a_filter_or_is_refused(text: str) -> None:
    with contextlib.suppress(FilterUnreadable):
        parse_filter(text)
    refusal = refusal_of(lambda: read_filter(text, FILTERS))
    assert refusal is None or refusal.cause in (
        "scim.filter.syntax",
        "scim.filter.empty-value",
        "scim.matching-on-several-attributes",
    )


@given(st.text())
@example("a." * 5000)
@example('emails[type eq "' + "x" * 10_000)
def test_any_text_is_a_path_or_is_refused(text: str) -> None:
    refusal = refusal_of(lambda: parse_path(text, (ENTERPRISE,)))
    assert refusal is None or refusal.cause == "scim.patch.unknown-path"


@given(OPERATIONS)
def test_any_operations_are_applied_or_refused_and_leave_the_original_alone(operations: list[dict[str, Any]]) -> None:
    document = {key: value for key, value in person().items() if key != "schemas"}
    before = json.dumps(document)
    refusal = refusal_of(lambda: patched_user(document, read_operations({"Operations": operations})))
    assert refusal is None or refusal.code == "ValidationException"
    assert json.dumps(document) == before


@given(st.binary(max_size=60) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_an_object_or_are_refused(content: bytes) -> None:
    refusal = refusal_of(lambda: read_object(content))
    assert refusal is None or refusal.cause in ("scim.request.not-json", "scim.request.not-object")


WIRE = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@WIRE
@given(changes=st.dictionaries(st.sampled_from([*person(), "roles", "addresses", ENTERPRISE]), JSON))
def test_no_user_makes_the_server_fail(scim: ScimClient, changes: dict[str, Any]) -> None:
    before = scim.get("/Users").json()["Resources"]
    answer = scim.post("/Users", person() | changes)
    assert answer.status_code in (201, 400, 409), answer.text
    if answer.status_code != 201:
        assert scim.get("/Users").json()["Resources"] == before


@WIRE
@given(operations=OPERATIONS)
def test_no_patch_makes_the_server_fail(scim: ScimClient, operations: list[dict[str, Any]]) -> None:
    found = scim.get("/Users").json()["Resources"]
    user_id = found[0]["id"] if found else scim.add_user()
    before = scim.get(f"/Users/{user_id}").json()
    answer = scim.patch(f"/Users/{user_id}", *operations)
    assert answer.status_code in (200, 400), answer.text
    if answer.status_code == 400:
        assert scim.get(f"/Users/{user_id}").json() == before


@WIRE
@given(operations=OPERATIONS)
def test_no_group_patch_makes_the_server_fail(scim: ScimClient, operations: list[dict[str, Any]]) -> None:
    found = scim.get("/Groups").json()["Resources"]
    group_id = found[0]["id"] if found else scim.add_group()
    assert scim.patch(f"/Groups/{group_id}", *operations).status_code in (204, 400)


@WIRE
@given(text=st.text(max_size=20), count=st.text(max_size=4), cursor=st.text(max_size=30))
def test_no_query_makes_the_server_fail(scim: ScimClient, text: str, count: str, cursor: str) -> None:
    for parameters in ({"filter": text}, {"count": count}, {"cursor": cursor}, {"filter": f'userName eq "{text}"'}):
        assert scim.get("/Users", **parameters).status_code in (200, 400)
        assert scim.get("/Groups", **parameters).status_code in (200, 400)


@pytest.mark.parametrize("path", ["/Users/%ff%fe", "/Users/%ed%a0%80", "/%ff", "/Users?filter=%ff%00"])
def test_bytes_that_are_not_utf8_do_not_make_the_server_fail(scim: ScimClient, path: str) -> None:
    assert scim.get(path).status_code in (400, 404)
