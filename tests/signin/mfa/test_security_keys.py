"""Security keys: what they sign is checked; a software key stands in for one."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.clock import Clock
from emulator.guide.refusal import Refusal
from emulator.ids import Identifiers
from emulator.scenario.devices import SecurityKey
from emulator.signin.mfa.devices import Device, DeviceKind
from emulator.signin.mfa.registering import Proof, complete_registration, start_registration
from emulator.signin.mfa.registrations import find_registration
from emulator.signin.mfa.relying_party import relying_party
from emulator.signin.mfa.security_keys import (
    authentication_options,
    check_assertion,
    new_challenge,
    registration_options,
    verify_registration,
)
from emulator.store.database import Store
from signin.mfa.conftest import Home, cause_of

URL = "http://localhost:8250"
PARTY = relying_party(URL)


def begin(home: Home, kind: DeviceKind = DeviceKind.SECURITY_KEY) -> tuple[str, dict[str, Any]]:
    """The registration's id, and the options that the page hands to the browser."""
    with home.store.transaction() as tx:
        registration = start_registration(tx, home.user, kind, by=home.by)
        return registration.registration_id, json.loads(registration_options(tx, PARTY, home.user, registration))


def complete(home: Home, id: str, answer: str) -> Device:
    with home.store.transaction() as tx:
        return complete_registration(tx, home.user, id, Proof(credential=answer), URL, by=home.by)


def register(home: Home) -> SecurityKey:
    key = SecurityKey()
    id, options = begin(home)
    complete(home, id, key.create(options, URL))
    return key


def ask(home: Home) -> tuple[str, dict[str, Any]]:
    with home.store.transaction() as tx:
        challenge = new_challenge(tx)
        return challenge, json.loads(authentication_options(tx, PARTY, home.user.user_id, challenge))


def answer(home: Home, challenge: str, credential: str, user_id: str | None = None) -> str:
    with home.store.transaction() as tx:
        return check_assertion(tx, user_id or home.user.user_id, credential, challenge=challenge, party=PARTY)


def test_key_is_registered_and_recorded(home: Home) -> None:
    id, options = begin(home)
    device = complete(home, id, SecurityKey().create(options, URL))
    assert (device.kind, device.name) == (DeviceKind.SECURITY_KEY, "Security key")
    assert [event["eventName"] for event in home.events()] == [
        "StartWebAuthnDeviceRegistration",
        "CompleteWebAuthnDeviceRegistration",
    ]


@pytest.mark.parametrize(
    ("kind", "attachment"), [(DeviceKind.SECURITY_KEY, "cross-platform"), (DeviceKind.BUILT_IN, "platform")]
)
def test_options_name_host_user_and_kind(home: Home, kind: DeviceKind, attachment: str) -> None:
    _, options = begin(home, kind)
    assert options["rp"]["id"] == "localhost"
    assert options["user"]["name"] == "ana@example.com"
    assert options["authenticatorSelection"]["authenticatorAttachment"] == attachment
    assert options["attestation"] == "none"


def test_registered_keys_are_excluded_from_the_next_registration(home: Home) -> None:
    key = register(home)
    _, options = begin(home)
    assert [each["id"] for each in options["excludeCredentials"]] == [json.loads(key.create(options, URL))["id"]]


def test_key_that_is_registered_is_not_registered_again(home: Home) -> None:
    key = register(home)
    id, options = begin(home)
    with pytest.raises(Refusal) as caught:
        complete(home, id, key.create(options, URL))
    assert cause_of(caught) == "webauthn.registered-already"


def test_registered_key_signs_in_again_and_again(home: Home) -> None:
    key = register(home)
    for _ in range(3):
        challenge, options = ask(home)
        assert answer(home, challenge, key.get(options, URL))


def test_answer_to_another_challenge_is_refused(home: Home) -> None:
    key = register(home)
    _, options = ask(home)
    challenge, _ = ask(home)
    with pytest.raises(Refusal) as caught:
        answer(home, challenge, key.get(options, URL))
    assert cause_of(caught) == "webauthn.answer-refused"
    assert "challenge" in caught.value.facts.found.lower()


def test_answer_from_another_page_is_refused(home: Home) -> None:
    key = register(home)
    challenge, options = ask(home)
    with pytest.raises(Refusal) as caught:
        answer(home, challenge, key.get(options, "http://localhost.evil.example"))
    assert "origin" in caught.value.facts.found.lower()


def test_answer_for_another_host_is_refused(home: Home) -> None:
    key = register(home)
    challenge, options = ask(home)
    with pytest.raises(Refusal) as caught:
        answer(home, challenge, key.get({**options, "rpId": "evil.example"}, URL))
    assert cause_of(caught) == "webauthn.answer-refused"


def test_signature_of_another_key_is_refused(home: Home) -> None:
    key = register(home)
    challenge, options = ask(home)
    impostor = SecurityKey(credential_id=key.credential_id)
    with pytest.raises(Refusal) as caught:
        answer(home, challenge, impostor.get(options, URL))
    assert cause_of(caught) == "webauthn.answer-refused"


def test_key_of_another_user_is_refused(home: Home) -> None:
    key = register(home)
    challenge, options = ask(home)
    with pytest.raises(Refusal) as caught:
        answer(home, challenge, key.get(options, URL), home.other.user_id)
    assert caught.value.facts.found == "a credential that is not one of the user's"


def test_cloned_key_whose_counter_goes_backwards_is_refused(home: Home) -> None:
    key = register(home)
    challenge, options = ask(home)
    answer(home, challenge, key.get(options, URL))
    key.counter = 0
    challenge, options = ask(home)
    with pytest.raises(Refusal) as caught:
        answer(home, challenge, key.get(options, URL))
    assert cause_of(caught) == "webauthn.answer-refused"


def test_refused_registration_assigns_nothing_and_stays_open(home: Home) -> None:
    id, options = begin(home)
    with pytest.raises(Refusal) as caught:
        complete(home, id, SecurityKey().create(options, "https://elsewhere.example"))
    assert cause_of(caught) == "webauthn.answer-refused"
    with home.store.transaction() as tx:
        assert find_registration(tx, home.user.user_id, id)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=10,
)


@given(
    st.text(max_size=50)
    | _JSON.map(json.dumps)
    | st.fixed_dictionaries({"id": st.just("AAAA"), "rawId": _JSON, "type": _JSON, "response": _JSON}).map(json.dumps)
)
def test_arbitrary_answers_are_refused_and_never_crash(sent: str) -> None:
    store = Store(Clock(), Identifiers())
    try:
        with store.transaction() as tx:
            with pytest.raises(Refusal) as caught:
                check_assertion(tx, "nobody", sent, challenge=new_challenge(tx), party=PARTY)
            assert cause_of(caught) == "webauthn.answer-refused"
            with pytest.raises(Refusal) as caught:
                verify_registration(sent, challenge=new_challenge(tx), party=PARTY)
            assert cause_of(caught) == "webauthn.answer-refused"
    finally:
        store.close()
