"""Reset, and snapshots of everything."""

from typing import Any

import pytest

from emulator.server import Server
from emulator.settings import Settings
from tests.web.control.conftest import ControlClient

ANNA = {"user_name": "anna", "given_name": "Anna", "family_name": "Berg"}


@pytest.fixture(autouse=True)
def _without_snapshots(control: ControlClient) -> None:
    for snapshot in control.get("snapshots")["snapshots"]:
        control.do("DELETE", f"snapshots/{snapshot['name']}")


def test_reset_tells_what_to_enter_where(control: ControlClient) -> None:
    made = control.do("POST", "reset", {"seed": {"scim": {"tokens": 2}}})
    base = control.url.removesuffix("/_emulator")
    instance = made["instance"]
    assert set(instance) == {
        *("instance_arn", "identity_store_id", "region", "account_id"),
        *("portal_url", "start_url", "acs_url", "issuer", "metadata_url"),
    }
    assert instance["portal_url"] == f"{base}/start"
    assert instance["acs_url"].startswith(f"{base}/platform/saml/acs/")
    assert instance["issuer"] == f"{base}/platform/saml/{instance['identity_store_id']}"
    assert set(made["scim"]) == {"endpoint", "tenant_id", "tokens"}
    assert [set(token) for token in made["scim"]["tokens"]] == [{"token_id", "secret", "expires_at"}] * 2
    assert set(made["test_idp"]) == {"metadata_url", "sign_in_url", "issuer_url"}


def test_reset_without_provisioning_has_no_scim_access(control: ControlClient) -> None:
    assert control.do("POST", "reset", {"seed": {"scim": {"enabled": False}}})["scim"] is None


def test_reset_without_a_body_starts_a_newly_enabled_instance(control: ControlClient) -> None:
    first = control.do("POST", "reset")
    second = control.do("POST", "reset", {})
    assert first["instance"]["identity_store_id"] != second["instance"]["identity_store_id"]


def test_reset_forgets_what_happened_and_resumes_the_clock(control: ControlClient) -> None:
    control.do("POST", "clock", {"freeze": "2026-03-01T12:00:00Z"})
    control.send("PUT", "identity-source", json={"idp": {"metadata": "x"}})
    control.do("PUT", "access-control-attributes", {"enabled": True})
    control.do("POST", "reset")
    assert control.get("refusals") == {"refusals": []}
    assert control.get("requests") == {"requests": []}
    assert control.get("access-control-attributes") == {"enabled": False}
    assert not control.get("clock")["frozen"]


def test_reset_with_a_clock_freezes_it(control: ControlClient) -> None:
    control.do("POST", "reset", {"seed": {"clock": "2026-03-01T12:00:00Z"}})
    assert control.get("clock") == {"now": "2026-03-01T12:00:00Z", "frozen": True, "offset_seconds": 0}


def test_reset_to_a_faulty_seed_names_every_fault_and_changes_nothing(control: ControlClient) -> None:
    before = control.get("info")["instance"]
    answer = control.send("POST", "reset", json={"seed": {"users": [{"user_name": "a"}], "grops": []}})
    assert answer.status_code == 400
    assert answer.json()["problems"] == [
        {"where": "seed.users.0.given_name", "problem": "`seed.users.0.given_name` is required"},
        {"where": "seed.users.0.family_name", "problem": "`seed.users.0.family_name` is required"},
        {"where": "seed.grops", "problem": "unknown key `seed.grops`; did you mean `groups`?"},
    ]
    assert control.get("info")["instance"] == before


def test_reset_to_a_seed_that_aws_would_refuse_says_why_and_changes_nothing(control: ControlClient) -> None:
    control.do("POST", "clock", {"freeze": "2026-03-01T12:00:00Z"})
    before = control.get("info")["instance"]
    answer = control.send("POST", "reset", json={"seed": {"users": [ANNA, ANNA]}})
    assert answer.status_code == 409
    assert answer.headers["x-emulator-cause"] == "duplicate.user-name"
    assert answer.json()["diagnosis"]["cause"] == "duplicate.user-name"
    assert control.get("info")["instance"] == before
    assert control.get("clock")["frozen"]


def test_snapshot_is_restored_with_everything_and_the_clock(control: ControlClient) -> None:
    control.do("POST", "clock", {"freeze": "2026-03-01T12:00:00Z"})
    control.do("PUT", "access-control-attributes", {"enabled": True})
    before: dict[str, Any] = control.get("info")
    taken = control.do("POST", "snapshots", {"name": "before-lunch"})
    assert taken == {"name": "before-lunch", "taken_at": "2026-03-01T12:00:00Z"}
    control.do("POST", "reset")
    assert control.do("POST", "snapshots/before-lunch/restore") == taken
    assert control.get("info") == before
    assert control.get("access-control-attributes") == {"enabled": True}
    assert control.get("clock") == {"now": "2026-03-01T12:00:00Z", "frozen": True, "offset_seconds": 0}


def test_restored_running_clock_keeps_its_skew(control: ControlClient) -> None:
    control.do("POST", "clock", {"skew": 3600})
    control.do("POST", "snapshots")
    control.do("POST", "clock", {"resume": True})
    control.do("POST", "snapshots/default/restore")
    state = control.get("clock")
    assert (state["frozen"], state["offset_seconds"]) == (False, 3600)


def test_snapshots_are_listed_by_name_and_the_nameless_one_is_default(control: ControlClient) -> None:
    for body in ({"name": "b"}, None, {"name": "a"}, {"name": "a"}):
        control.do("POST", "snapshots", body)
    assert [each["name"] for each in control.get("snapshots")["snapshots"]] == ["a", "b", "default"]


def test_discarded_snapshot_cannot_be_restored(control: ControlClient) -> None:
    control.do("POST", "snapshots", {"name": "a"})
    control.do("POST", "snapshots", {"name": "b"})
    left = control.do("DELETE", "snapshots/a")
    assert [each["name"] for each in left["snapshots"]] == ["b"]
    for method, path in (("POST", "snapshots/a/restore"), ("DELETE", "snapshots/a")):
        answer = control.send(method, path)
        assert answer.status_code == 404
        assert answer.json() == {"error": "there is no snapshot 'a'; those taken are: b"}


def test_name_that_no_url_could_carry_is_refused(control: ControlClient) -> None:
    answer = control.send("POST", "snapshots", json={"name": "a/b"})
    assert answer.status_code == 400
    assert answer.json()["problems"][0]["where"] == "name"


def test_repeatable_ids_do_not_collide_with_those_of_a_restored_snapshot() -> None:
    with Server(Settings(port=0, seed_random=7)) as server:
        control = ControlClient(server.url)
        made = [control.do("POST", "reset")["scim"]["tokens"][0]["token_id"]]
        control.do("POST", "scim/tokens")
        control.do("POST", "snapshots")
        control.do("POST", "reset")
        control.do("POST", "snapshots/default/restore")
        tokens = control.get("scim/tokens")["tokens"]
        control.do("DELETE", f"scim/tokens/{made[0]}")
        control.do("POST", "scim/tokens")
        assert control.get("scim/tokens")["tokens"][-1] not in tokens
