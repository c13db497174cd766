"""Active Directory in a seed."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from emulator.directory.users import user_by_user_name
from emulator.guide.refusal import Refusal
from emulator.permissions.access import accounts_of_user
from emulator.seed.active_directory import SeedLdapDirectory
from emulator.seed.default import first_seed
from emulator.seed.directory import described_directory
from emulator.seed.document import DocumentUnreadable
from emulator.seed.export.active_directory import described_as_seed
from emulator.seed.export.left_out import LeftOut
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


LDAP = {
    "url": "ldaps://127.0.0.1:1",
    "base_dn": "DC=corp,DC=example,DC=com",
    "user_name": r"CORP\aws-connector",
    "password": "Connector-1",
}


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ({"url": "https://dc1"}, "match pattern"),
        ({"url": "ldap://user:secret@dc1"}, "match pattern"),
        ({"url": "ldap://dc1:abc"}, "match pattern"),
        ({"url": "ldap://dc1:99999"}, "out of range"),
        ({"start_tls": True}, "ldaps:// is encrypted already"),
        ({"ca_file": "/nowhere/ca.pem"}, "the CA file /nowhere/ca.pem cannot be read"),
        ({"ca_file": __file__}, "holds no certificate in PEM"),
        ({"timeout_seconds": 0}, "greater than or equal to 1"),
        ({"base_dn": ""}, "at least 1 character"),
        ({"bind_dn": "x"}, "Extra inputs are not permitted"),
    ],
)
def test_a_mistake_in_the_connection_to_a_real_directory_is_explained(parts: dict[str, Any], problem: str) -> None:
    with pytest.raises(ValidationError, match=problem):
        Seed.model_validate({**BASE, "active_directory": {"ldap": {**LDAP, **parts}}})


def test_a_seed_with_a_directory_that_cannot_be_reached_is_refused(store: Store) -> None:
    seed = Seed.model_validate({**BASE, "active_directory": {"ldap": LDAP}})
    with pytest.raises(Refusal) as refused, store.transaction() as tx:
        plant(tx, seed, Settings(), test_idp_metadata="")
    assert refused.value.cause == "ad-connector.unreachable"


def test_the_password_of_the_service_account_may_come_from_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "seed.yaml"
    without = {name: value for name, value in LDAP.items() if name != "password"}
    file.write_text(json.dumps({**BASE, "active_directory": {"ldap": without}}))
    directory = first_seed(Settings(seed=file, ldap_password="From-Settings-1")).active_directory
    assert isinstance(directory, SeedLdapDirectory)
    assert directory.ldap.password == "From-Settings-1"
    with pytest.raises(Refusal) as refused:
        described_directory(SeedLdapDirectory.model_validate({"ldap": without}))
    assert refused.value.cause == "ad-connector.credentials-invalid"


def test_the_settings_can_name_a_real_directory() -> None:
    seed = first_seed(Settings(**{f"ldap_{name}": value for name, value in LDAP.items()}))
    assert seed.identity_source.kind == "active-directory"
    assert isinstance(seed.active_directory, SeedLdapDirectory)
    assert seed.active_directory.ldap.password == "Connector-1"
    with pytest.raises(ValidationError, match="--ldap-url needs --ldap-base-dn, --ldap-user-name"):
        Settings(ldap_url="ldaps://dc1", ldap_password="x")
    with pytest.raises(DocumentUnreadable, match="cannot be read"):
        first_seed(Settings(**{f"ldap_{name}": value for name, value in LDAP.items()}, ldap_ca_file="/nowhere"))


def test_a_real_directory_is_exported_without_its_password() -> None:
    seed = SeedLdapDirectory.model_validate({"ldap": LDAP, "sync_scope": {"groups": ["Staff"]}})
    left_out = LeftOut()
    exported = described_as_seed(described_directory(seed), left_out)
    assert isinstance(exported, SeedLdapDirectory)
    assert exported.ldap == seed.ldap.model_copy(update={"password": None})
    assert exported.sync_scope == seed.sync_scope
    assert "password" in left_out.told[0]
