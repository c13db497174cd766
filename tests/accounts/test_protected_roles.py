"""Twelve operations of IAM are refused on protected roles, for everybody."""

import pytest

from emulator.accounts.protected_roles import GUARDED_OPERATIONS, check_role_is_modifiable
from emulator.guide.refusal import Refusal

RESERVED = "/aws-reserved/sso.amazonaws.com/eu-west-1/"


def test_there_are_twelve_and_the_model_says_so_too() -> None:
    from botocore.loaders import Loader
    from botocore.model import ServiceModel

    model = ServiceModel(Loader().load_service_model("iam", "service-2"), "iam")
    roles = {
        name
        for name in model.operation_names
        if "RoleName" in getattr(model.operation_model(name).input_shape, "members", {})
        and "UnmodifiableEntityException" in {shape.name for shape in model.operation_model(name).error_shapes}
    }
    assert len(GUARDED_OPERATIONS) == 12
    assert roles <= GUARDED_OPERATIONS


@pytest.mark.parametrize("operation", sorted(GUARDED_OPERATIONS))
def test_a_reserved_role_is_refused(operation: str) -> None:
    with pytest.raises(Refusal) as caught:
        check_role_is_modifiable(operation, "AWSReservedSSO_X_0123456789abcdef", RESERVED)
    assert caught.value.code == "UnmodifiableEntity"
    assert caught.value.message == (
        "Cannot perform the operation on the protected role 'AWSReservedSSO_X_0123456789abcdef' - this role is only "
        "modifiable by AWS"
    )
    assert caught.value.cause == "protected-role.iam-edit"


def test_a_service_linked_role_is_refused_alike() -> None:
    with pytest.raises(Refusal):
        check_role_is_modifiable("DeleteRole", "AWSServiceRoleForSSO", "/aws-service-role/sso.amazonaws.com/")


@pytest.mark.parametrize("operation", ["TagRole", "UntagRole", "GetRole", "DeleteSAMLProvider"])
def test_other_operations_are_not_guarded(operation: str) -> None:
    check_role_is_modifiable(operation, "AWSReservedSSO_X_0123456789abcdef", RESERVED)


def test_the_path_protects_and_not_the_name() -> None:
    check_role_is_modifiable("DeleteRole", "AWSReservedSSO_X_0123456789abcdef", "/")
