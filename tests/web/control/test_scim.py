"""Automatic provisioning and its access tokens over the wire."""

from datetime import datetime, timedelta

import pytest
import requests

from tests.web.control.conftest import ControlClient


@pytest.fixture(autouse=True)
def _enabled_without_tokens(control: ControlClient) -> None:
    control.do("POST", "reset", {"seed": {"scim": {"enabled": True, "tokens": 0}}})


def test_tenant_names_the_endpoint_for_a_scim_client(control: ControlClient) -> None:
    tenant = control.get("scim/tenant")
    base = control.url.removesuffix("/_emulator")
    assert tenant == {
        "enabled": True,
        "tenant_id": tenant["tenant_id"],
        "endpoint": f"{base}/{tenant['tenant_id']}/scim/v2",
    }


def test_generated_token_opens_the_endpoint(control: ControlClient) -> None:
    token = control.do("POST", "scim/tokens")
    headers = {"Authorization": f"Bearer {token['secret']}"}
    endpoint = control.get("scim/tenant")["endpoint"]
    assert requests.get(f"{endpoint}/Users", headers=headers, timeout=5).status_code == 200


def test_token_lives_a_year_and_its_secret_is_shown_once(control: ControlClient) -> None:
    token = control.do("POST", "scim/tokens")
    lifetime = datetime.fromisoformat(token["expires_at"]) - datetime.fromisoformat(token["created_at"])
    assert lifetime == timedelta(days=365)
    del token["secret"]
    assert control.get("scim/tokens") == {"tokens": [token]}


def test_token_of_an_earlier_year_has_expired(control: ControlClient) -> None:
    token = control.do("POST", "scim/tokens", {"age_days": 366})
    assert datetime.fromisoformat(token["expires_at"]) < datetime.fromisoformat(control.get("clock")["now"])


def test_third_token_is_refused_until_one_is_deleted(control: ControlClient) -> None:
    first = control.do("POST", "scim/tokens")
    second = control.do("POST", "scim/tokens")
    answer = control.send("POST", "scim/tokens")
    assert answer.status_code == 409
    assert answer.headers["x-emulator-cause"] == "scim.token.third"
    left = control.do("DELETE", f"scim/tokens/{first['token_id']}")
    assert [token["token_id"] for token in left["tokens"]] == [second["token_id"]]
    control.do("POST", "scim/tokens")


def test_unknown_token_is_not_found(control: ControlClient) -> None:
    answer = control.send("DELETE", "scim/tokens/none")
    assert answer.status_code == 404
    assert "none" in answer.json()["error"]


def test_provisioning_is_disabled_only_without_tokens_and_comes_back_under_a_new_tenant(
    control: ControlClient,
) -> None:
    before = control.get("scim/tenant")
    token = control.do("POST", "scim/tokens")
    answer = control.send("DELETE", "scim/tenant")
    assert answer.status_code == 409
    assert answer.headers["x-emulator-cause"] == "scim.tenant.has-tokens"
    control.do("DELETE", f"scim/tokens/{token['token_id']}")
    assert control.do("DELETE", "scim/tenant") == {"enabled": False, "tenant_id": None, "endpoint": None}
    assert control.do("POST", "scim/tenant")["tenant_id"] != before["tenant_id"]


def test_enabling_twice_keeps_the_tenant(control: ControlClient) -> None:
    assert control.do("POST", "scim/tenant") == control.get("scim/tenant")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_tokens_of_disabled_provisioning_say_how_to_enable_it(control: ControlClient, method: str) -> None:
    control.do("DELETE", "scim/tenant")
    answer = control.send(method, "scim/tokens")
    assert answer.status_code == 409
    assert "POST /_emulator/scim/tenant" in answer.json()["error"]
