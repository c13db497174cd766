"""Which requests a rule strikes."""

from dataclasses import replace

import pytest

from emulator.fault_injection.rule import FaultError, FaultRule, InjectedError
from emulator.fault_injection.rules import add_rule, list_rules, remove_rule, remove_rules, strike
from emulator.store.database import Store

RULE = FaultRule(rule_id="first", service="scim", operation="CreateUser", error=FaultError(status=429))


def struck(store: Store, requests: int, operation: str = "CreateUser", service: str = "scim") -> list[str | None]:
    """The rules that so many requests in a row meet."""
    met = []
    for _ in range(requests):
        with store.transaction() as tx:
            rule = strike(tx, service, operation)
            met.append(rule and rule.rule_id)
    return met


def put(store: Store, *rules: FaultRule) -> None:
    with store.transaction() as tx:
        for rule in rules:
            add_rule(tx, rule)


def test_without_rules_every_request_passes(store: Store) -> None:
    assert struck(store, 2) == [None, None]


@pytest.mark.parametrize(
    ("skip", "times", "expected"),
    [
        (0, 1, ["first", None, None, None]),
        (0, 2, ["first", "first", None, None]),
        (2, 1, [None, None, "first", None]),
        (1, None, [None, "first", "first", "first"]),
    ],
)
def test_a_rule_lets_some_pass_and_strikes_as_often_as_it_says(
    store: Store, skip: int, times: int | None, expected: list[str | None]
) -> None:
    put(store, replace(RULE, skip=skip, times=times))
    assert struck(store, 4) == expected
    with store.transaction() as tx:
        (rule,) = list_rules(tx)
    assert (rule.met >= rule.struck, rule.struck) == (True, len([each for each in expected if each]))


def test_only_the_named_operation_of_the_service_is_struck(store: Store) -> None:
    put(store, replace(RULE, times=None))
    assert struck(store, 1, operation="GetUser") == [None]
    assert struck(store, 1, service="identitystore") == [None]
    assert struck(store, 1) == ["first"]


def test_a_rule_without_operation_strikes_all_of_them(store: Store) -> None:
    put(store, replace(RULE, operation=None, times=2))
    assert struck(store, 1, operation="GetUser") == ["first"]
    assert struck(store, 2) == ["first", None]


def test_older_rules_strike_first_and_the_next_takes_over(store: Store) -> None:
    put(store, RULE, replace(RULE, rule_id="second"))
    assert struck(store, 3) == ["first", "second", None]


def test_rules_are_removed_one_by_one_or_all(store: Store) -> None:
    put(store, RULE, replace(RULE, rule_id="second"), replace(RULE, rule_id="third"))
    with store.transaction() as tx:
        remove_rule(tx, "first")
        assert [rule.rule_id for rule in list_rules(tx)] == ["second", "third"]
        with pytest.raises(LookupError, match="first"):
            remove_rule(tx, "first")
        remove_rules(tx)
        assert list_rules(tx) == ()


def test_a_rule_is_kept_as_it_is(store: Store) -> None:
    error = FaultError(status=503, code="ServiceUnavailable", message="Later.", cause="scim.internal-error")
    rule = FaultRule(
        rule_id="all",
        service="sso",
        skip=3,
        times=None,
        error=error,
        drop_after_commit=True,
        delay_seconds=0.5,
    )
    put(store, rule, replace(rule, rule_id="late", error=None))
    with store.transaction() as tx:
        assert list_rules(tx) == (rule, replace(rule, rule_id="late", error=None))


@pytest.mark.parametrize(
    ("service", "error", "code"),
    [
        ("scim", FaultError(status=429), "ThrottlingException"),
        ("sso", FaultError(status=429), "TooManyRequestsException"),
        ("sso", FaultError(status=500), "InternalServerException"),
        ("sso-admin", FaultError(code="ConflictException"), "ConflictException"),
        ("sso-admin", FaultError(status=418), "InternalServerException"),
    ],
)
def test_what_the_error_leaves_out_follows_from_the_rest(service: str, error: FaultError, code: str) -> None:
    assert InjectedError(replace(RULE, service=service), error, "Any").code == code


def test_the_refusal_names_the_rule_and_how_to_remove_it() -> None:
    refusal = InjectedError(replace(RULE, met=1), FaultError(status=429), "CreateUser")
    assert refusal.cause == "fault.answered-with-error"
    assert refusal.facts.where == "scim CreateUser"
    assert "first" in refusal.facts.found
    assert "(1 of 1)" in refusal.facts.found
    assert refusal.facts.more["remove"] == "DELETE /_emulator/faults/first"
