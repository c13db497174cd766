"""AWS managed policies are those that moto ships, read without importing it."""

import json

from emulator.accounts.aws_managed_policies import (
    aws_managed_policies,
    aws_managed_policy_arns,
    is_aws_managed_policy,
)


def test_they_are_read_as_moto_reads_them() -> None:
    from moto.iam.aws_managed_policies import aws_managed_policies_data

    known = json.loads(aws_managed_policies_data)
    assert aws_managed_policy_arns() == {f"arn:aws:iam::aws:policy{p['Path']}{name}" for name, p in known.items()}
    assert list(aws_managed_policies(aws_managed_policy_arns()).values()) == list(known.values())


def test_existence_is_by_arn_with_its_path() -> None:
    assert is_aws_managed_policy("arn:aws:iam::aws:policy/AdministratorAccess")
    assert is_aws_managed_policy("arn:aws:iam::aws:policy/job-function/Billing")
    assert not is_aws_managed_policy("arn:aws:iam::aws:policy/Billing")
    assert not is_aws_managed_policy("arn:aws:iam::111122223333:policy/AdministratorAccess")


def test_only_those_asked_for_are_given() -> None:
    found = aws_managed_policies(["arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws:iam::aws:policy/None"])
    [(arn, described)] = found.items()
    assert arn.endswith("/AdministratorAccess")
    assert described["Document"]["Statement"][0]["Action"] == "*"
    assert aws_managed_policies([]) == {}
