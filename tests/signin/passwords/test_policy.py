"""The password policy, rule by rule (facts/signin.md §3.10)."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.guide.refusal import Refusal
from emulator.ids import Identifiers
from emulator.signin.passwords.policy import check_policy, leaked_passwords
from emulator.signin.passwords.stored import new_one_time_password

SPECIAL = "~!@#$%^&*_-+=`|\\(){}[]:;\"'<>,.?/"


def refused(password: str, *, reused: bool = False) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        check_policy(password, reused=reused)
    assert refusal.value.cause == "password-reset.policy"
    return refusal.value


@pytest.mark.parametrize(
    ("password", "found"),
    [
        ("Ab-1xyz", "7 characters"),
        ("Ab-1" + "x" * 61, "65 characters"),
        ("", "0 characters"),
        ("CORRECT-HORSE-7", "no lower-case letter"),
        ("correct-horse-7", "no upper-case letter"),
        ("Correct-Horse-X", "no digit"),
        ("CorrectHorse77", "no non-alphanumeric character"),
        ("Correct Horse 77", "no non-alphanumeric character"),
        ("ÉTUDE-é-77", "no lower-case letter"),
        ("P@ssw0rd123", "a password that is publicly known to be leaked"),
    ],
)
def test_a_password_that_breaks_a_rule_is_refused_with_what_was_found(password: str, found: str) -> None:
    assert refused(password).facts.found == found


def test_one_of_the_last_three_is_refused() -> None:
    assert refused("Correct-Horse-7", reused=True).facts.found == "one of the last 3 passwords"


def test_all_broken_rules_are_told() -> None:
    assert refused("abc").facts.more == {"also": "no upper-case letter, no digit, no non-alphanumeric character"}


@pytest.mark.parametrize("password", ["Aa1!aaaa", "Aa1!" + "x" * 60, "Correct-Horse-7", "Päss-Wörd-7"])
def test_a_password_that_keeps_every_rule_is_taken(password: str) -> None:
    check_policy(password, reused=False)


@pytest.mark.parametrize("sign", SPECIAL)
def test_every_documented_sign_counts(sign: str) -> None:
    check_policy(f"CorrectHorse7{sign}", reused=False)


@given(st.text(max_size=70))
def test_the_refusal_never_holds_the_password(password: str) -> None:
    try:
        check_policy(password, reused=True)
    except Refusal as refusal:
        told = f"{refusal.message} {refusal.facts}"
        assert len(password) < 4 or password not in told


def test_leaked_passwords_keep_every_other_rule() -> None:
    assert len(leaked_passwords()) > 50
    for password in leaked_passwords():
        assert refused(password).facts.found == "a password that is publicly known to be leaked"
        assert refused(password).facts.more == {}


@pytest.mark.parametrize("seed", range(20))
def test_generated_passwords_keep_the_policy(seed: int) -> None:
    password = new_one_time_password(Identifiers(seed))
    check_policy(password, reused=False)
    assert set(password) <= set(string.ascii_letters + string.digits + "-_!")
