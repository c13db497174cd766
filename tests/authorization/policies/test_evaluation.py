"""The decisions that AWS documents: "Policy evaluation logic" and "SCP evaluation"."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.authorization.policies.evaluation import Denial, Policies, PolicyType, evaluate
from emulator.authorization.policies.policy import read_policy
from emulator.authorization.policies.request import Request

ALLOW = read_policy({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
ALLOW_IAM = read_policy({"Statement": {"Effect": "Allow", "Action": "iam:*", "Resource": "*"}})
DENY = read_policy({"Statement": {"Effect": "Deny", "Action": "sso:*", "Resource": "*"}})
REQUEST = Request("sso:CreateInstance", "arn:aws:sso:::instance/*")

SCP, IDENTITY = PolicyType.SERVICE_CONTROL, PolicyType.IDENTITY
BOUNDARY, SESSION = PolicyType.BOUNDARY, PolicyType.SESSION


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        (Policies(identity=(ALLOW,)), None),
        (Policies(), Denial(IDENTITY, explicit=False)),
        (Policies(identity=(ALLOW_IAM,)), Denial(IDENTITY, explicit=False)),
        (Policies(identity=(ALLOW, DENY)), Denial(IDENTITY, explicit=True)),
        (Policies(identity=None), None),
        (Policies(identity=(ALLOW,), boundary=()), Denial(BOUNDARY, explicit=False)),
        (Policies(identity=(ALLOW,), boundary=(ALLOW_IAM,)), Denial(BOUNDARY, explicit=False)),
        (Policies(identity=(ALLOW,), boundary=(DENY,)), Denial(BOUNDARY, explicit=True)),
        (Policies(identity=(ALLOW,), boundary=(ALLOW,)), None),
        (Policies(identity=(), boundary=(ALLOW,)), Denial(IDENTITY, explicit=False)),
        (Policies(identity=(ALLOW,), session=(ALLOW_IAM,)), Denial(SESSION, explicit=False)),
        (Policies(identity=(ALLOW,), session=(ALLOW, DENY)), Denial(SESSION, explicit=True)),
        (Policies(identity=(ALLOW,), session=(ALLOW_IAM, ALLOW)), None),
        (Policies(identity=(ALLOW_IAM,), session=(ALLOW,)), Denial(IDENTITY, explicit=False)),
        (Policies(identity=(ALLOW,), service_control=((ALLOW,), (ALLOW,))), None),
        (Policies(identity=(ALLOW,), service_control=((ALLOW,), (ALLOW_IAM,))), Denial(SCP, explicit=False)),
        (Policies(identity=(ALLOW,), service_control=((ALLOW,), ())), Denial(SCP, explicit=False)),
        (Policies(identity=(ALLOW,), service_control=((ALLOW, DENY), (ALLOW,))), Denial(SCP, explicit=True)),
        (Policies(identity=(), service_control=((ALLOW,),)), Denial(IDENTITY, explicit=False)),
        (Policies(identity=None, service_control=((ALLOW, DENY),)), Denial(SCP, explicit=True)),
    ],
)
def test_every_layer_must_allow_and_none_deny(policies, expected):
    assert evaluate(policies, REQUEST) == expected


def test_an_explicit_deny_is_named_before_a_missing_allow():
    assert evaluate(Policies(identity=(), boundary=(DENY,)), REQUEST) == Denial(BOUNDARY, explicit=True)


LAYER = st.lists(st.sampled_from([ALLOW, ALLOW_IAM, DENY]), max_size=3).map(tuple)


@given(identity=LAYER, boundary=st.none() | LAYER, session=st.none() | LAYER, levels=st.lists(LAYER, max_size=3))
def test_no_deny_is_ever_overruled(identity, boundary, session, levels):
    policies = Policies(identity=identity, boundary=boundary, session=session, service_control=tuple(levels))
    layers = [layer for layer in (identity, boundary, session, *levels) if layer is not None]
    denial = evaluate(policies, REQUEST)
    if DENY in itertools.chain(*layers):
        assert denial is not None
        assert denial.explicit
    else:
        assert (denial is None) == all(ALLOW in layer for layer in layers)


@given(identity=LAYER, added=LAYER)
def test_more_limits_never_allow_more(identity, added):
    if evaluate(Policies(identity=identity), REQUEST) is not None:
        assert evaluate(Policies(identity=identity, boundary=added), REQUEST) is not None
        assert evaluate(Policies(identity=identity, session=added), REQUEST) is not None
        assert evaluate(Policies(identity=identity, service_control=(added,)), REQUEST) is not None
