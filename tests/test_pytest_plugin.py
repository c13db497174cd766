"""The fixture `identity_center`, used as the tests of another project use it."""

from urllib.parse import urlsplit

import pytest
import requests

from emulator.guide.refusal import Refusal
from emulator.pytest_plugin import IdentityCenter

pytest_plugins = ["pytester"]

ANNA = {"user_name": "anna@example.com", "given_name": "Anna", "family_name": "Berg"}


def users(identity_center: IdentityCenter) -> requests.Response:
    scim = identity_center.scim
    return requests.get(f"{scim.endpoint}/Users", headers={"Authorization": f"Bearer {scim.token}"}, timeout=5)


def test_identity_center_is_as_newly_enabled(identity_center: IdentityCenter) -> None:
    assert users(identity_center).json()["totalResults"] == 0
    assert identity_center.refusals() == []
    assert not identity_center.clock.frozen


def test_seed_starts_again_from_another_state(identity_center: IdentityCenter) -> None:
    before = identity_center.identity_store_id
    assert identity_center.seed({"users": [ANNA]}) is identity_center
    assert users(identity_center).json()["totalResults"] == 1
    assert identity_center.identity_store_id != before


def test_tests_share_the_server_but_not_the_state(
    identity_center: IdentityCenter, request: pytest.FixtureRequest
) -> None:
    identity_center.seed({"users": [ANNA]}).clock.freeze()
    following = IdentityCenter(request.getfixturevalue("identity_center_server"))
    assert following.url == identity_center.url
    assert following.events() == []
    assert not following.clock.frozen
    assert users(following).json()["totalResults"] == 0


def test_refusals_tell_the_cause_and_are_found_by_it(identity_center: IdentityCenter) -> None:
    assert requests.get(f"{identity_center.scim.endpoint}/Users", timeout=5).status_code == 401
    (refusal,) = identity_center.refusals()
    assert refusal["diagnosis"]["cause"] == "scim.token.missing"
    assert refusal["request"]["method"] == "GET"
    assert identity_center.refusals("scim.token.missing") == [refusal]
    assert identity_center.refusals("scim.token.wrong") == []


def test_a_fault_makes_requests_fail_and_is_gone_in_the_next_test(
    identity_center: IdentityCenter, request: pytest.FixtureRequest
) -> None:
    identity_center.inject_fault(service="scim", error={"status": 429}, times=2)
    assert users(identity_center).status_code == 429
    following = IdentityCenter(request.getfixturevalue("identity_center_server"))
    assert users(following).status_code == 200


def test_a_fault_that_does_not_fit_says_why(identity_center: IdentityCenter) -> None:
    with pytest.raises(ValueError, match="scimm"):
        identity_center.inject_fault(service="scimm", error={"status": 429})


def test_events_are_cloudtrail_documents_and_are_found_by_name(identity_center: IdentityCenter) -> None:
    scim = identity_center.scim
    user = {
        "userName": "anna@example.com",
        "name": {"givenName": "Anna", "familyName": "Berg"},
        "displayName": "Anna Berg",
    }
    headers = {"Authorization": f"Bearer {scim.token}", "Content-Type": "application/scim+json"}
    assert requests.post(f"{scim.endpoint}/Users", json=user, headers=headers, timeout=5).status_code == 201
    (event,) = identity_center.events("CreateUser")
    assert event["eventCategory"] == "Management"
    assert event in identity_center.events()
    assert identity_center.events("DeleteUser") == []


def test_clock_is_that_of_the_emulator(identity_center: IdentityCenter) -> None:
    frozen = identity_center.clock.freeze()
    shown = requests.get(f"{identity_center.url}/_emulator/clock", timeout=5).json()
    assert shown["frozen"]
    assert shown["now"] == frozen.isoformat().replace("+00:00", "Z")


def test_urls_are_those_of_the_running_server(identity_center: IdentityCenter) -> None:
    assert requests.get(identity_center.metadata_url, timeout=5).ok
    for url in (identity_center.portal_url, identity_center.acs_url, identity_center.issuer):
        assert urlsplit(url).netloc == urlsplit(identity_center.url).netloc
    assert identity_center.instance_arn.startswith("arn:aws:sso:::instance/ssoins-")


def test_seed_that_does_not_fit_is_explained(identity_center: IdentityCenter) -> None:
    with pytest.raises(ValueError, match="unknown key `usrs`; did you mean `users`"):
        identity_center.seed({"usrs": []})


def test_seed_that_aws_would_refuse_is_refused(identity_center: IdentityCenter) -> None:
    with pytest.raises(Refusal) as refused:
        identity_center.seed({"users": [ANNA, ANNA]})
    assert refused.value.cause == "duplicate.user-name"


def test_seed_without_provisioning_has_no_scim_access(identity_center: IdentityCenter) -> None:
    identity_center.seed({"scim": {"enabled": False}})
    with pytest.raises(LookupError, match="no automatic provisioning"):
        _ = identity_center.scim


def test_another_project_gets_the_fixture_by_installing_the_package(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IDC_PORT", "1")
    monkeypatch.setenv("IDC_ADMIN_TOKEN", "token")
    monkeypatch.setenv("IDC_DATA", str(pytester.path / "state.sqlite"))
    pytester.makeini("[pytest]\nfilterwarnings = error\n")
    pytester.makepyfile(
        """
        import sys

        def test_emulator_is_loaded_only_when_needed():
            assert "emulator.pytest_plugin" in sys.modules
            assert not {"flask", "sqlalchemy", "lxml", "emulator.server"} & set(sys.modules)

        def test_settings_of_the_environment_stay_outside(identity_center):
            import requests

            assert requests.get(identity_center.url + "/_emulator/info", timeout=5).ok
        """
    )
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=2)
    assert not (pytester.path / "state.sqlite").exists()
