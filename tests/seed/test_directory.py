"""Active Directory in a seed."""

from typing import Any

import pytest
from pydantic import ValidationError

from emulator.directory.users import user_by_user_name
from emulator.guide.refusal import Refusal
from emulator.permissions.access import accounts_of_user
from emulator.seed.model import Seed
from emulator.seed.plant import plant
from emulator.settings import Settings
from emulator.store.database import Store

PRODUCTION = "222233334444"
JANE = {"sam_account_name": "jane", "given_name": "Jane", "surname": "Doe"}
DIRECTORY = {"domain": "corp.example.com", "netbios_name": "CORP", "users": [JANE]}
BASE: dict[str, Any] = {"identity_source": {"kind": "active-directory"}, "active_directory": DIRECTORY}
VIEWER: dict[str, Any] = {"permission_sets": [{"name": "Viewer"}]}


def assigned(**to: list[str]) -> dict[str, Any]:
    return {**VIEWER, "assignments": [{"permission_set": "Viewer", "accounts": [PRODUCTION], **to}]}


def test_assignments_name_users_by_upn_and_groups_at_their_domain(store: Store) -> None:
    directory = {**DIRECTORY, "groups": [{"name": "Staff", "members": ["jane"]}]}
    seed = Seed.model_validate({**BASE, "active_directory": directory, **assigned(groups=["Staff@corp.example.com"])})
    with store.transaction() as tx:
        planted = plant(tx, seed, Settings(), test_idp_metadata="")
        jane = user_by_user_name(tx, planted.instance.identity_store_id, "jane@corp.example.com")
        assert jane is not None
        assert accounts_of_user(tx, planted.instance, jane.user_id) == (PRODUCTION,)
        assert planted.tenant is None


def test_an_assignment_of_what_is_not_synchronized_is_refused(store: Store) -> None:
    directory = {**DIRECTORY, "sync_scope": {}}
    seed = Seed.model_validate({**BASE, "active_directory": directory, **assigned(users=["jane@corp.example.com"])})
    with pytest.raises(Refusal) as refused, store.transaction() as tx:
        plant(tx, seed, Settings(), test_idp_metadata="")
    assert refused.value.cause == "active-directory.not-synchronized"


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ({"active_directory": None}, "needs `active_directory`"),
        ({"users": [{"user_name": "a", "given_name": "A", "family_name": "B"}]}, "belong to that directory"),
        ({"generate_users": 1}, "belong to that directory"),
        (assigned(users=["jane"]), "names the user 'jane', which is not here"),
        (assigned(groups=["Domain Users"]), "names the group 'Domain Users', which is not here"),
    ],
)
def test_a_seed_that_contradicts_itself_is_refused(parts: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        Seed.model_validate({**BASE, **parts})
