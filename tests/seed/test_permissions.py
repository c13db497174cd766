"""Permission sets and assignments of a seed, as clients see them afterwards."""

from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import ValidationError

from emulator.clock import Clock
from emulator.directory.users import user_by_user_name
from emulator.guide.refusal import Refusal
from emulator.ids import Identifiers
from emulator.permissions.access import accounts_of_user, roles_of_user
from emulator.permissions.access_control_attributes import AccessControlAttribute, configuration
from emulator.permissions.attached_policies import managed_policies, policies_of_account
from emulator.permissions.instances import organization_instance
from emulator.permissions.operations import Pace, pace
from emulator.permissions.permission_set import PolicyReference
from emulator.permissions.permission_sets import list_permission_sets
from emulator.seed.default import default_seed
from emulator.seed.model import Seed
from emulator.seed.plant import plant
from emulator.settings import Settings
from emulator.store.database import Store
from emulator.store.transaction import Transaction

PRODUCTION = "222233334444"
READ_ONLY = "arn:aws:iam::aws:policy/ReadOnlyAccess"
JANE = {"user_name": "jane", "given_name": "Jane", "family_name": "Doe"}
BASE: dict[str, Any] = {"identity_source": {"kind": "identity-center"}, "users": [JANE]}


@pytest.fixture
def seeded(store: Store) -> Any:
    with store.transaction() as tx:

        def make(**parts: Any) -> Transaction:
            plant(tx, Seed.model_validate(BASE | parts), Settings(), test_idp_metadata="")
            return tx

        yield make


def test_permission_set_has_everything_that_the_seed_says(seeded: Any) -> None:
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
    tx = seeded(
        permission_sets=[
            {
                "name": "Deployer",
                "description": "Deploys",
                "session_duration": "PT4H",
                "relay_state": "https://console.aws.amazon.com/",
                "managed_policies": [READ_ONLY],
                "customer_managed_policies": ["Deploy", "/operations/Restart"],
                "inline_policy": document,
                "permissions_boundary": "/security/Limits",
            }
        ]
    )
    (made,) = list_permission_sets(tx, organization_instance(tx)).items
    assert (made.name, made.description, made.session_duration) == ("Deployer", "Deploys", "PT4H")
    assert made.inline_policy == (
        '{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}'
    )
    assert made.permissions_boundary == PolicyReference("Limits", "/security/")
    assert list(managed_policies(tx, made).items) == [READ_ONLY]
    assert set(policies_of_account(tx, made).items) == {
        PolicyReference("Deploy"),
        PolicyReference("Restart", "/operations/"),
    }


def test_assignments_give_access_at_once(seeded: Any) -> None:
    tx = seeded(
        groups=[{"display_name": "Engineers", "members": ["jane"]}],
        permission_sets=[{"name": "Viewer"}, {"name": "Admin"}],
        assignments=[
            {"permission_set": "Viewer", "accounts": ["management", PRODUCTION], "users": ["jane"]},
            {"permission_set": "Admin", "accounts": [PRODUCTION], "groups": ["Engineers"]},
        ],
    )
    instance = organization_instance(tx)
    jane = user_by_user_name(tx, instance.identity_store_id, "jane")
    assert jane is not None
    assert accounts_of_user(tx, instance, jane.user_id) == ("111122223333", PRODUCTION)
    roles = roles_of_user(tx, instance, jane.user_id, PRODUCTION)
    assert [role.permission_set_name for role in roles] == ["Admin", "Viewer"]


def test_mappings_pace_and_age_of_the_instance_are_set(seeded: Any) -> None:
    enabled_at = datetime(2023, 1, 1, tzinfo=UTC)
    tx = seeded(
        access_control_attributes={"CostCenter": "${path:enterprise.costCenter}"},
        operations={"polls": 3, "seconds": 60},
        enabled_at=enabled_at,
        account_instances_opted_in=True,
    )
    instance = organization_instance(tx)
    assert (instance.created_at, instance.account_instances_opted_in) == (enabled_at, True)
    mapping = AccessControlAttribute("CostCenter", "${path:enterprise.costCenter}")
    assert configuration(tx, instance.instance_arn).attributes == (mapping,)
    assert pace(tx) == Pace(polls=3, seconds=60)


@pytest.mark.parametrize(
    ("parts", "cause"),
    [
        ({"permission_sets": [{"name": "A"}, {"name": "A"}]}, "permission-set.name-taken"),
        ({"permission_sets": [{"name": "A", "session_duration": "PT99H"}]}, "permission-set.session-duration"),
        (
            {
                "permission_sets": [{"name": "A", "customer_managed_policies": ["Missing"]}],
                "assignments": [{"permission_set": "A", "accounts": [PRODUCTION], "users": ["jane"]}],
            },
            "provisioning.missing-policy",
        ),
        (
            {
                "permission_sets": [{"name": "A"}],
                "assignments": [{"permission_set": "A", "accounts": ["999988887777"], "users": ["jane"]}],
            },
            "provisioning.account-unavailable",
        ),
    ],
)
def test_what_aws_forbids_is_refused(seeded: Any, parts: dict[str, Any], cause: str) -> None:
    with pytest.raises(Refusal) as caught:
        seeded(**parts)
    assert caught.value.cause == cause


@pytest.mark.parametrize(
    ("assignment", "missing"),
    [
        ({"permission_set": "B", "accounts": [PRODUCTION]}, "permission set 'B'"),
        ({"permission_set": "A", "accounts": [PRODUCTION], "users": ["joe"]}, "user 'joe'"),
        ({"permission_set": "A", "accounts": [PRODUCTION], "groups": ["Nobody"]}, "group 'Nobody'"),
    ],
)
def test_assignment_names_what_the_seed_has(assignment: dict[str, Any], missing: str) -> None:
    with pytest.raises(ValidationError, match=f"an assignment names the {missing}, which is not here"):
        Seed.model_validate(BASE | {"permission_sets": [{"name": "A"}], "assignments": [assignment]})


def test_default_seed_lets_everybody_but_one_into_an_account() -> None:
    store = Store(Clock(), Identifiers())
    seed = default_seed().model_copy(update={"identity_source": Seed.model_validate(BASE).identity_source})
    with store.transaction() as tx:
        plant(tx, seed, Settings(), test_idp_metadata="")
        instance = organization_instance(tx)
        found = {
            user.user_name: bool(accounts_of_user(tx, instance, person.user_id))
            for user in seed.users
            if (person := user_by_user_name(tx, instance.identity_store_id, user.user_name)) is not None
        }
    store.close()
    assert found == {"ana@example.com": True, "ben@example.com": False, "chen.li": True}
