import pytest

from emulator.authorization.operations import RESOURCES, Asked, action_of, resources_of
from emulator.web.aws_api.model import service_model

INSTANCE = "arn:aws:sso:::instance/ssoins-1234567890abcdef"
SET = "arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/ps-1234567890abcdef"
STORE = "arn:aws:identitystore::111122223333:identitystore/d-1234567890"


def asked(service, operation, **given):
    return Asked(
        service=service,
        operation=operation,
        input=given,
        account_id="222233334444",
        owner_account_id="111122223333",
    )


@pytest.mark.parametrize("service", ["sso-admin", "identitystore"])
def test_the_table_knows_every_operation_of_the_service(service):
    assert {name for known, name in RESOURCES if known == service} == set(service_model(service).operation_names)


@pytest.mark.parametrize(
    ("call", "action", "resources"),
    [
        (asked("sso-admin", "ListInstances"), "sso:ListInstances", ("*",)),
        (asked("sso-admin", "CreateInstance"), "sso:CreateInstance", ("arn:aws:sso:::instance/*",)),
        (
            asked("sso-admin", "CreatePermissionSet", InstanceArn=INSTANCE),
            "sso:CreatePermissionSet",
            (INSTANCE, "arn:aws:sso:::permissionSet/ssoins-1234567890abcdef/*"),
        ),
        (
            asked(
                "sso-admin",
                "CreateAccountAssignment",
                InstanceArn=INSTANCE,
                PermissionSetArn=SET,
                TargetId="333344445555",
            ),
            "sso:CreateAccountAssignment",
            ("arn:aws:sso:::account/333344445555", INSTANCE, SET),
        ),
        (
            asked("sso-admin", "ProvisionPermissionSet", InstanceArn=INSTANCE, PermissionSetArn=SET),
            "sso:ProvisionPermissionSet",
            ("arn:aws:sso:::account/*", INSTANCE, SET),
        ),
        (
            asked("identitystore", "ListUsers", IdentityStoreId="d-1234567890"),
            "identitystore:ListUsers",
            (STORE, "arn:aws:identitystore:::user/*"),
        ),
        (
            asked(
                "identitystore",
                "IsMemberInGroups",
                IdentityStoreId=STORE,
                MemberId={"UserId": "u"},
                GroupIds=["g", "h"],
            ),
            "identitystore:IsMemberInGroups",
            (
                STORE,
                "arn:aws:identitystore:::group/g",
                "arn:aws:identitystore:::group/h",
                "arn:aws:identitystore:::membership/*",
                "arn:aws:identitystore:::user/u",
            ),
        ),
        (
            asked("sso-admin", "CreateTrustedTokenIssuer", InstanceArn=INSTANCE),
            "sso:CreateTrustedTokenIssuer",
            (INSTANCE, "arn:aws:sso::222233334444:trustedTokenIssuer/ssoins-1234567890abcdef/*"),
        ),
    ],
)
def test_operations_are_on_resources(call, action, resources):
    assert action_of(call) == action
    assert resources_of(call) == resources
