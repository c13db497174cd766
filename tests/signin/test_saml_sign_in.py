"""A response becomes a session, once; what is refused leaves nothing but an event."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from emulator.directory.users import set_active, user_by_user_name
from emulator.guide.refusal import Refusal
from emulator.identity_source.external_idp import change_identity_source
from emulator.identity_source.sources import SourceKind
from emulator.permissions.access_control_attributes import set_access_control_attributes
from emulator.saml.authn_request import read_authn_request
from emulator.signin.saml_request import SamlRequest
from emulator.signin.saml_sign_in import SignedIn
from emulator.store.tables.signin import consumed_assertions, sessions
from signin.conftest import ANA, BO, PUBLIC, House

COST_CENTER = "https://aws.amazon.com/SAML/Attributes/AccessControl:CostCenter"


def request_id(request: SamlRequest) -> str:
    return read_authn_request(request.xml).id


def refusal_of(house: House, saml_response: str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        house.post(saml_response)
    return caught.value


def count_sessions(house: House) -> int:
    with house.store.transaction() as tx:
        return int(tx.value(select(func.count()).select_from(sessions)))


def now(house: House):  # type: ignore[no-untyped-def]
    with house.store.transaction() as tx:
        return tx.now()


def test_answer_to_a_request_leads_where_the_person_wanted_to_go(house: House) -> None:
    asked = house.start("/start?tab=1")
    done = house.post(house.provider.response(ANA, in_response_to=request_id(asked)), asked.relay_state)
    assert done.destination == f"{PUBLIC}/start?tab=1"


def test_lost_relay_state_does_not_matter(house: House) -> None:
    asked = house.start("/start?tab=1")
    done = house.post(house.provider.response(ANA, in_response_to=request_id(asked)))
    assert done.destination == f"{PUBLIC}/start?tab=1"


def test_sign_in_started_by_the_provider_leads_to_the_portal(house: House) -> None:
    assert house.post(house.provider.response(ANA)).destination == f"{PUBLIC}/start"


def test_relay_state_of_the_provider_is_followed_within_the_portal_only(house: House) -> None:
    within = house.post(house.provider.response(ANA), "/start/#/console?account_id=111122223333")
    assert within.destination == f"{PUBLIC}/start/#/console?account_id=111122223333"
    assert house.post(house.provider.response(ANA), "https://evil.example/").destination == f"{PUBLIC}/start"


def test_session_lasts_as_long_as_the_instance_says(house: House) -> None:
    done = house.with_session_minutes(15).post(house.provider.response(ANA))
    assert done.new_session.session.expires_at == now(house) + timedelta(minutes=15)


def test_session_ends_with_the_session_of_the_provider_if_that_is_earlier(house: House) -> None:
    end = now(house) + timedelta(hours=1)
    assert house.post(house.provider.response(ANA, session_ends=end)).new_session.session.expires_at == end


def test_later_end_at_the_provider_does_not_prolong_the_session(house: House) -> None:
    late = now(house) + timedelta(days=30)
    done = house.post(house.provider.response(ANA, session_ends=late))
    assert done.new_session.session.expires_at == now(house) + timedelta(hours=8)


def test_provider_session_that_is_over_is_refused(house: House) -> None:
    over = now(house)
    assert refusal_of(house, house.provider.response(ANA, session_ends=over)).cause == "saml.clock-skew"


def test_attributes_for_access_control_stay_on_the_session_while_enabled(house: House) -> None:
    with house.store.transaction() as tx:
        set_access_control_attributes(tx, house.instance.instance_arn, True)
    done = house.post(house.provider.response(ANA, attributes={COST_CENTER: "blue", "other": "x"}))
    assert done.new_session.session.principal_tags == {"CostCenter": "blue"}


def test_attributes_for_access_control_are_dropped_while_disabled(house: House) -> None:
    done = house.post(house.provider.response(ANA, attributes={COST_CENTER: "blue"}))
    assert done.new_session.session.principal_tags == {}


def test_success_is_recorded_as_user_authentication_only(house: House) -> None:
    house.post(house.provider.response(ANA))
    with house.store.transaction() as tx:
        user = user_by_user_name(tx, house.instance.identity_store_id, ANA)
    assert user is not None
    [event] = house.events()
    identity = event["userIdentity"]
    assert isinstance(identity, dict)
    credential = identity.pop("credentialId")
    assert len(credential) == 36
    assert identity == {
        "type": "IdentityCenterUser",
        "arn": "",
        "accountId": "111122223333",
        "accessKeyId": "",
        "onBehalfOf": {
            "userId": user.user_id,
            "identityStoreArn": house.instance.identity_store_arn,
        },
    }
    extra = event["additionalEventData"]
    assert isinstance(extra, dict)
    assert len(extra.pop("AuthWorkflowID")) == 36
    assert extra == {"UserName": ANA, "LoginTo": f"{PUBLIC}/start", "CredentialType": "EXTERNAL_IDP"}
    assert event["eventName"] == "UserAuthentication"
    assert event["eventSource"] == "signin.amazonaws.com"
    assert event["eventType"] == "AwsServiceEvent"
    assert event["eventVersion"] == "1.11"
    assert event["awsRegion"] == "eu-central-1"
    assert event["recipientAccountId"] == "111122223333"
    assert event["serviceEventDetails"] == {"UserAuthentication": "Success"}
    assert event["requestParameters"] is None
    assert event["responseElements"] is None


def test_workflow_id_of_the_event_is_that_of_the_workflow(house: House) -> None:
    asked = house.start()
    house.post(house.provider.response(ANA, in_response_to=request_id(asked)))
    [event] = house.events()
    assert "AuthWorkflowID" in str(event)


def test_failure_is_recorded_as_external_idp_directory_login_only(house: House) -> None:
    refused = refusal_of(house, house.provider.response(ANA, name_id_format="urn:x"))
    assert refused.cause == "saml.name-id.format"
    [event] = house.events()
    identity = event["userIdentity"]
    assert isinstance(identity, dict)
    assert len(identity.pop("credentialId")) == 36
    assert identity == {"type": "Unknown", "arn": "", "accountId": "111122223333", "accessKeyId": ""}
    assert event["eventName"] == "ExternalIdPDirectoryLogin"
    assert event["eventSource"] == "signin.amazonaws.com"
    assert event["eventType"] == "AwsConsoleSignIn"
    assert event["errorMessage"] == "Response contains invalid name id policy format"
    assert event["responseElements"] == {"ExternalIdPDirectoryLogin": "Failure"}
    assert "errorCode" not in event
    assert "serviceEventDetails" not in event


def test_refused_response_leaves_no_session_and_is_not_used_up(house: House) -> None:
    refusal_of(house, house.provider.response(BO.replace("corp.", "")))
    assert count_sessions(house) == 0
    with house.store.transaction() as tx:
        assert tx.rows(select(consumed_assertions)) == []


def test_refused_answer_can_be_followed_by_a_right_one(house: House) -> None:
    asked = request_id(house.start())
    refusal_of(house, house.provider.response("nobody@example.com", in_response_to=asked))
    house.post(house.provider.response(ANA, in_response_to=asked))
    assert count_sessions(house) == 1


def test_response_posted_again_is_a_replay(house: House) -> None:
    response = house.provider.response(ANA)
    house.post(response)
    assert refusal_of(house, response).cause == "saml.assertion.replayed"
    assert count_sessions(house) == 1


def test_replay_is_remembered_as_long_as_the_response_is_in_time(house: House) -> None:
    response = house.provider.response(ANA, now=now(house))
    house.post(response)
    house.store._clock.advance(timedelta(minutes=7))
    assert refusal_of(house, response).cause == "saml.assertion.replayed"
    house.store._clock.advance(timedelta(minutes=2))
    assert refusal_of(house, response).cause == "saml.clock-skew"


def test_request_is_answered_once(house: House) -> None:
    asked = request_id(house.start())
    house.post(house.provider.response(ANA, in_response_to=asked))
    refused = refusal_of(house, house.provider.response(BO, in_response_to=asked))
    assert refused.cause == "saml.in-response-to"
    assert refused.message == f"Not a valid response for the provided request id: {asked}"
    assert "answered once" in refused.facts.more["request"]


def test_late_answer_is_refused_and_the_diagnosis_tells_since_when(house: House) -> None:
    asked = request_id(house.start())
    house.store._clock.advance(timedelta(minutes=11))
    refused = refusal_of(house, house.provider.response(ANA, now=now(house), in_response_to=asked))
    assert refused.cause == "saml.in-response-to"
    assert "waited for an answer until" in refused.facts.more["request"]


def test_answer_to_an_unknown_request_is_refused(house: House) -> None:
    refused = refusal_of(house, house.provider.response(ANA, in_response_to="aws_" + "x" * 32))
    assert refused.cause == "saml.in-response-to"
    assert "never sent" in refused.facts.more["request"]


def test_disabled_user_is_refused(house: House) -> None:
    with house.store.transaction() as tx:
        user = user_by_user_name(tx, house.instance.identity_store_id, ANA)
        assert user is not None
        set_active(tx, house.instance.identity_store_id, user.user_id, False, actor="test")
    assert refusal_of(house, house.provider.response(ANA)).cause == "saml.user-disabled"


def test_email_that_is_not_the_user_name_is_refused(house: House) -> None:
    refused = refusal_of(house, house.provider.response("bo@example.com"))
    assert refused.cause == "saml.name-id.username-mismatch"
    assert BO in refused.facts.expected


def test_response_without_a_connected_provider_is_refused_and_recorded(house: House) -> None:
    with house.store.transaction() as tx:
        change_identity_source(tx, house.instance.identity_store_id, SourceKind.IDENTITY_CENTER)
    assert refusal_of(house, house.provider.response(ANA)).cause == "identity-source.no-external-idp"
    assert house.events()[0]["eventName"] == "ExternalIdPDirectoryLogin"


def test_response_posted_by_two_at_the_same_moment_signs_in_one(house: House) -> None:
    response, outcomes = house.provider.response(ANA), []
    barrier = threading.Barrier(2)

    def post() -> None:
        barrier.wait()
        try:
            outcomes.append(house.post(response))
        except Refusal as refusal:
            outcomes.append(refusal)

    threads = [threading.Thread(target=post) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(type(outcome) for outcome in outcomes if isinstance(outcome, SignedIn)) == [SignedIn]
    assert [o.cause for o in outcomes if isinstance(o, Refusal)] == ["saml.assertion.replayed"]
    assert count_sessions(house) == 1
