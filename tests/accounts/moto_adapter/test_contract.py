"""Every internal of moto that the adapter touches is what the adapter takes it for."""

import inspect

from moto.core.base_backend import BackendDict
from moto.core.botocore_stubber import BotocoreStubber
from moto.core.model_instances import reset_model_data
from moto.iam.models import AWSManagedPolicy, IAMBackend, Role, SAMLProvider, iam_backends
from moto.organizations.models import (
    FakeAccount,
    FakeDelegatedAdministrator,
    FakeOrganizationalUnit,
    FakePolicy,
    OrganizationsBackend,
    organizations_backends,
)
from moto.sts.models import AssumedRole, STSBackend, sts_backends


def parameters(function: object) -> set[str]:
    assert callable(function)
    return set(inspect.signature(function).parameters)


def test_backends_are_found_by_account_and_partition() -> None:
    for backends, kind in (
        (iam_backends, IAMBackend),
        (sts_backends, STSBackend),
        (organizations_backends, OrganizationsBackend),
    ):
        assert isinstance(backends, BackendDict)
        assert isinstance(backends["111122223333"]["aws"], kind)


def test_everything_can_be_emptied() -> None:
    iam_backends["111122223333"]["aws"].create_user(region_name="us-east-1", user_name="bob")
    BackendDict.reset()
    reset_model_data()
    assert not iam_backends["111122223333"]["aws"].users


def test_iam_has_what_roles_and_providers_are_written_with() -> None:
    backend = iam_backends["111122223333"]["aws"]
    assert parameters(backend.create_role) >= {
        "role_name",
        "assume_role_policy_document",
        "path",
        "permissions_boundary",
        "description",
        "tags",
        "max_session_duration",
    }
    assert list(inspect.signature(backend.create_saml_provider).parameters)[:2] == ["name", "saml_metadata_document"]
    assert list(inspect.signature(backend.put_role_policy).parameters) == ["role_name", "policy_name", "policy_json"]
    assert list(inspect.signature(backend.attach_role_policy).parameters) == ["policy_arn", "role_name"]
    for name in ("roles", "saml_providers", "managed_policies", "access_keys", "users"):
        assert isinstance(getattr(backend, name), dict)
    provider = backend.create_saml_provider("p", "<x/>")
    assert isinstance(provider, SAMLProvider)
    assert backend.saml_providers["p"].saml_metadata_document == "<x/>"


def test_a_role_has_the_attributes_that_are_set_and_read() -> None:
    backend = iam_backends["111122223333"]["aws"]
    role = backend.create_role("r", "{}", "/", None, "", [], "3600")
    assert isinstance(role, Role)
    assert backend.roles == {role.id: role}
    for name in ("account_id", "create_date", "policies", "managed_policies", "path", "max_session_duration"):
        assert hasattr(role, name)
    assert role.assume_role_policy_document == "{}"
    role.put_policy("p", "{}")
    assert role.policies == {"p": "{}"}


def test_an_aws_managed_policy_is_made_from_the_shipped_data() -> None:
    described = {
        "CreateDate": "2020-01-01T00:00:00+00:00",
        "UpdateDate": "2020-01-01T00:00:00+00:00",
        "DefaultVersionId": "v3",
        "Path": "/job-function/",
        "Document": {"Statement": []},
    }
    policy = AWSManagedPolicy.from_data("X", "111122223333", "us-east-1", described)
    assert policy.arn == "arn:aws:iam::aws:policy/job-function/X"
    [version] = policy.versions
    assert (version.version_id, policy.default_version_id, version.document) == ("v3", "v3", '{"Statement": []}')


def test_an_assumed_role_is_found_by_its_key() -> None:
    backend = sts_backends["111122223333"]["aws"]
    session = backend.assume_role("us-east-1", "s", "arn:aws:iam::111122223333:role/r", "", 900, "")
    assert isinstance(session, AssumedRole)
    assert backend.get_assumed_role_from_access_key(session.access_key_id) is session
    assert iam_backends["111122223333"]["aws"].access_keys[session.access_key_id].user_name is None
    assert session.arn == "arn:aws:sts::111122223333:assumed-role/r/s"
    for name in ("user_id", "role_arn", "policy"):
        assert hasattr(session, name)


def test_organizations_have_what_is_filled_and_mirrored() -> None:
    backend = OrganizationsBackend("aws", "111122223333")
    backend.create_organization("us-east-1", FeatureSet="ALL")
    for name in ("accounts", "ou", "policies", "services", "admins"):
        assert isinstance(getattr(backend, name), list)
    [root] = backend.ou
    assert root.type == "ROOT"
    assert (root.policy_types, root.tags) == ([], {})
    account = backend.accounts[0]
    assert isinstance(account, FakeAccount)
    for name in ("status", "state", "joined_method", "create_time", "parent_id", "tags", "create_account_status_id"):
        assert hasattr(account, name)
    unit = FakeOrganizationalUnit(backend.org, Name="x", ParentId=root.id)
    assert (unit.type, unit.name, unit.parent_id) == ("ORGANIZATIONAL_UNIT", "x", root.id)
    for policy in backend.policies:
        assert isinstance(policy, FakePolicy)
        assert policy.aws_managed
    assert isinstance(organizations_backends.master_accounts, dict)
    assert isinstance(FakeDelegatedAdministrator.SUPPORTED_SERVICES, list)
    BackendDict.reset()


def test_requests_are_answered_without_a_server() -> None:
    assert list(inspect.signature(BotocoreStubber().process_request).parameters) == ["request"]
