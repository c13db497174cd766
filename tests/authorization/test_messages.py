import pytest

from emulator.authorization.messages import denied, not_authorized
from emulator.authorization.policies.evaluation import Denial, PolicyType

ALICE, INSTANCE = "arn:aws:iam::111122223333:user/alice", "arn:aws:sso:::instance/*"


@pytest.mark.parametrize(
    ("denial", "reason"),
    [
        (Denial(PolicyType.IDENTITY, False), "because no identity-based policy allows the sso:CreateInstance action"),
        (Denial(PolicyType.IDENTITY, True), "with an explicit deny in an identity-based policy"),
        (Denial(PolicyType.SERVICE_CONTROL, True), "with an explicit deny in a service control policy"),
        (
            Denial(PolicyType.SERVICE_CONTROL, False),
            "because no service control policy allows the sso:CreateInstance action",
        ),
        (
            Denial(PolicyType.BOUNDARY, False),
            "because no permissions boundary allows the sso:CreateInstance action",
        ),
        (Denial(PolicyType.BOUNDARY, True), "with an explicit deny in a permissions boundary"),
        (Denial(PolicyType.SESSION, False), "because no session policy allows the sso:CreateInstance action"),
        (Denial(PolicyType.SESSION, True), "with an explicit deny in a session policy"),
    ],
)
def test_messages_name_the_type_of_policy(denial, reason):
    about = f"User: {ALICE} is not authorized to perform: sso:CreateInstance on resource: {INSTANCE}"
    assert denied(ALICE, "sso:CreateInstance", INSTANCE, denial) == f"{about} {reason}"


def test_a_message_without_a_resource():
    assert not_authorized(ALICE, "sso:ListInstances", "*") == (
        f"User: {ALICE} is not authorized to perform: sso:ListInstances"
    )
