"""Organizations over the wire, mirrored into the store: changes survive a restart and a snapshot."""

from pathlib import Path
from typing import Any

import boto3
import pytest
import requests
from botocore.config import Config
from botocore.exceptions import ClientError

from emulator.accounts.organization import accounts, is_delegated_administrator
from emulator.server import Server
from emulator.settings import Settings
from tests.web.aws_api.conftest import RefusedCall, Surroundings
from tests.web.aws_api.roles import MANAGEMENT, MEMBER, OTHER, ROLE_NAME, credentials

SSO = "sso.amazonaws.com"


@pytest.fixture
def organizations(surroundings: Surroundings) -> Any:
    """Organizations, called by the management account."""
    return surroundings.client("organizations")


def refused(call: Any, **parameters: Any) -> RefusedCall:
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    return RefusedCall.of(caught.value)


def test_the_accounts_are_those_of_the_seed(organizations: Any) -> None:
    listed = organizations.list_accounts()["Accounts"]
    assert [account["Id"] for account in listed] == [MANAGEMENT, MEMBER, OTHER]
    assert organizations.describe_organization()["Organization"]["MasterAccountId"] == MANAGEMENT


def test_a_new_account_is_known_to_the_store(surroundings: Surroundings, organizations: Any) -> None:
    made = organizations.create_account(AccountName="New", Email="new@example.com")["CreateAccountStatus"]
    with surroundings.emulator.context.store.transaction() as tx:
        assert [account.account_id for account in accounts(tx)][3:] == [made["AccountId"]]
    organizations.close_account(AccountId=made["AccountId"])
    with surroundings.emulator.context.store.transaction() as tx:
        assert accounts(tx)[3].status == "SUSPENDED"


def test_identity_center_gets_and_loses_a_delegated_administrator(
    surroundings: Surroundings, organizations: Any
) -> None:
    organizations.register_delegated_administrator(AccountId=MEMBER, ServicePrincipal=SSO)
    with surroundings.emulator.context.store.transaction() as tx:
        assert is_delegated_administrator(tx, MEMBER)
    listed = organizations.list_delegated_administrators(ServicePrincipal=SSO)["DelegatedAdministrators"]
    assert [account["Id"] for account in listed] == [MEMBER]
    [service] = organizations.list_delegated_services_for_account(AccountId=MEMBER)["DelegatedServices"]
    assert service["ServicePrincipal"] == SSO
    organizations.deregister_delegated_administrator(AccountId=MEMBER, ServicePrincipal=SSO)
    with surroundings.emulator.context.store.transaction() as tx:
        assert not is_delegated_administrator(tx, MEMBER)
    assert organizations.list_delegated_administrators(ServicePrincipal=SSO)["DelegatedAdministrators"] == []


def test_a_second_delegated_administrator_is_refused(organizations: Any) -> None:
    register = organizations.register_delegated_administrator
    register(AccountId=MEMBER, ServicePrincipal=SSO)
    answer = refused(register, AccountId=OTHER, ServicePrincipal=SSO)
    assert (answer.code, answer.cause) == ("ConstraintViolationException", "delegated-admin.already-registered")
    assert answer.body["Reason"] == "MAX_DELEGATED_ADMINISTRATORS_FOR_SERVICE_LIMIT_EXCEEDED"


@pytest.mark.parametrize(
    ("account_id", "code"),
    [
        (MANAGEMENT, "ConstraintViolationException"),
        (MEMBER, "AccountAlreadyRegisteredException"),
        ("999988887777", "AccountNotFoundException"),
    ],
)
def test_what_the_service_refuses_for_every_principal(organizations: Any, account_id: str, code: str) -> None:
    organizations.register_delegated_administrator(AccountId=MEMBER, ServicePrincipal=SSO)
    with pytest.raises(ClientError) as caught:
        organizations.register_delegated_administrator(AccountId=account_id, ServicePrincipal=SSO)
    assert caught.value.response["Error"]["Code"] == code


def test_without_trusted_access_there_is_no_delegated_administrator(organizations: Any) -> None:
    organizations.disable_aws_service_access(ServicePrincipal=SSO)
    answer = refused(organizations.register_delegated_administrator, AccountId=MEMBER, ServicePrincipal=SSO)
    assert answer.body["Reason"] == "SERVICE_ACCESS_NOT_ENABLED"
    organizations.enable_aws_service_access(ServicePrincipal=SSO)
    organizations.register_delegated_administrator(AccountId=MEMBER, ServicePrincipal=SSO)


def test_a_delegated_administrator_cannot_be_removed(organizations: Any) -> None:
    organizations.register_delegated_administrator(AccountId=MEMBER, ServicePrincipal=SSO)
    assert refused(organizations.remove_account_from_organization, AccountId=MEMBER).cause == (
        "delegated-admin.leaves-organization"
    )
    organizations.remove_account_from_organization(AccountId=OTHER)
    assert [account["Id"] for account in organizations.list_accounts()["Accounts"]] == [MANAGEMENT, MEMBER]


def test_a_member_account_sees_the_organization_only(surroundings: Surroundings, organizations: Any) -> None:
    member = surroundings.client("organizations", key=MEMBER)
    assert member.describe_organization()["Organization"]["MasterAccountId"] == MANAGEMENT
    answer = refused(member.list_accounts)
    assert (answer.code, answer.message) == (
        "AccessDeniedException",
        "You don't have permissions to access this resource.",
    )
    organizations.register_delegated_administrator(AccountId=MEMBER, ServicePrincipal=SSO)
    assert len(member.list_accounts()["Accounts"]) == 3


def test_a_change_survives_a_restored_snapshot_and_a_later_one_does_not(
    surroundings: Surroundings, organizations: Any
) -> None:
    url = f"{surroundings.emulator.url}/_emulator"
    organizations.register_delegated_administrator(AccountId=MEMBER, ServicePrincipal=SSO)
    assert requests.post(f"{url}/snapshots", json={"name": "one"}, timeout=10).status_code == 201
    organizations.deregister_delegated_administrator(AccountId=MEMBER, ServicePrincipal=SSO)
    organizations.create_account(AccountName="New", Email="new@example.com")
    assert requests.post(f"{url}/snapshots/one/restore", timeout=10).status_code == 200
    listed = organizations.list_delegated_administrators(ServicePrincipal=SSO)["DelegatedAdministrators"]
    assert [account["Id"] for account in listed] == [MEMBER]
    assert len(organizations.list_accounts()["Accounts"]) == 3


def test_a_reset_leaves_nothing_behind(surroundings: Surroundings, organizations: Any) -> None:
    organizations.create_account(AccountName="New", Email="new@example.com")
    surroundings.client("s3").create_bucket(Bucket="mine")
    seed = {"accounts": [{"account_id": OTHER, "name": "Only", "email": "only@example.com"}]}
    answer = requests.post(f"{surroundings.emulator.url}/_emulator/reset", json={"seed": seed}, timeout=10)
    assert answer.status_code == 200
    assert [account["Name"] for account in organizations.list_accounts()["Accounts"]] == ["Management", "Only"]
    assert surroundings.client("s3").list_buckets()["Buckets"] == []


def test_a_restart_with_data_finds_organization_roles_and_credentials_again(tmp_path: Path) -> None:
    settings = Settings(port=0, data=tmp_path / "state.sqlite")
    with Server(settings) as server:
        client_of(server, "organizations").register_delegated_administrator(AccountId=MEMBER, ServicePrincipal=SSO)
        policy = {"Name": "Nothing", "Description": "d", "Type": "SERVICE_CONTROL_POLICY", "Content": "{}"}
        client_of(server, "organizations").create_policy(**policy)
        assert server.emulator is not None
        known = credentials(RunningLike(server))
    with Server(settings) as server:
        organizations = client_of(server, "organizations")
        [administrator] = organizations.list_delegated_administrators(ServicePrincipal=SSO)["DelegatedAdministrators"]
        assert administrator["Id"] == MEMBER
        names = [each["Name"] for each in organizations.list_policies(Filter="SERVICE_CONTROL_POLICY")["Policies"]]
        assert names == ["FullAWSAccess", "Nothing"]
        assert client_of(server, "iam", key=MEMBER).get_role(RoleName=ROLE_NAME)["Role"]["RoleName"] == ROLE_NAME
        arn = client_of(server, "sts", key=known.access_key_id).get_caller_identity()["Arn"]
        assert arn.endswith(f"assumed-role/{ROLE_NAME}/ana@example.com")


class RunningLike:
    """A server of this test's own, in the shape of the fixture `emulator`."""

    def __init__(self, server: Server) -> None:
        assert server.emulator is not None
        self.url, self.context = server.url, server.emulator.context


def client_of(server: Server, service: str, key: str = "testing") -> Any:
    return boto3.session.Session().client(
        service,
        region_name="us-east-1",
        endpoint_url=server.url,
        aws_access_key_id=key,
        aws_secret_access_key="secret",
        config=Config(retries={"total_max_attempts": 1}),
    )
