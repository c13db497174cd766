"""The state as a seed: what was planted comes out again, and makes the same state once more."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.clock import Clock
from emulator.directory.groups import list_groups
from emulator.directory.users import delete_user, list_users
from emulator.ids import Identifiers
from emulator.permissions.instances import organization_instance
from emulator.saml import names
from emulator.saml.writing import write_idp_metadata
from emulator.seed.default import default_seed
from emulator.seed.document import parse_document
from emulator.seed.export.state import Export, export_state
from emulator.seed.model import Seed
from emulator.seed.plant import plant
from emulator.seed.text import seed_as_yaml
from emulator.settings import Settings
from emulator.store.database import Store, clear
from emulator.store.transaction import Transaction
from tests.saml.keys import signing_key

TEST_IDP = write_idp_metadata(
    entity_id="http://idp.example.com/metadata",
    sign_in_url="http://idp.example.com/sso",
    certificates=(signing_key().certificate_pem,),
)
POLICY = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


@cache
def shared_store() -> Store:
    # One for all: a new store compiles every statement again, which takes longer than the statements.
    return Store(Clock(), Identifiers())


@contextmanager
def planted(seed: Seed) -> Iterator[Transaction]:
    with shared_store().transaction() as tx:
        clear(tx, keep=[])
        tx.clock.resume()
        if seed.clock is not None:
            tx.clock.freeze(seed.clock)
        plant(tx, seed, Settings(), TEST_IDP)
        yield tx


def exported(tx: Transaction) -> Export:
    return export_state(tx, tx.clock.state(), TEST_IDP)


def text_of(seed: Seed) -> str:
    with planted(seed) as tx:
        return seed_as_yaml(exported(tx).seed)


def again(text: str) -> str:
    return text_of(parse_document(text, Seed, name="export"))


def test_the_default_state_comes_out_as_it_went_in() -> None:
    text = text_of(default_seed())
    assert again(text) == text
    seed = parse_document(text, Seed, name="export")
    assert [user.user_name for user in seed.users] == ["ana@example.com", "ben@example.com", "chen.li"]
    assert seed.groups[0].members == ("ana@example.com", "chen.li")
    assert {each.permission_set for each in seed.assignments} == {"Administrator", "Viewer"}
    assert seed.assignments[1].accounts == ("222233334444", "management")
    assert seed.identity_source.idp == "test-idp"
    assert "identity_source" not in text


ACTIVE_DIRECTORY = {
    "identity_source": {"kind": "active-directory"},
    "active_directory": {
        "domain": "corp.example.com",
        "netbios_name": "CORP",
        "users": [
            {"sam_account_name": "jane", "given_name": "Jane", "surname": "Doe", "mail": "jane@corp.example.com"},
            {"sam_account_name": "sam", "given_name": "Sam", "surname": "Low", "mail": "s@corp.example.com",
             "primary_group": "Staff", "password": "Secret-12"},
        ],
        "groups": [{"name": "Staff", "members": ["jane", "EMEA\\lena"]}],
        "trusted_domains": [
            {
                "domain": "emea.example.com",
                "netbios_name": "EMEA",
                "users": [{"sam_account_name": "lena", "given_name": "Lena", "surname": "Ek", "mail": "l@x.de"}],
            }
        ],
        "sync_scope": {"groups": ["CORP\\Staff", "EMEA\\Domain Users"], "users": ["jane"]},
    },
    "permission_sets": [{"name": "ReadOnly"}],
    "assignments": [
        {"permission_set": "ReadOnly", "accounts": ["222233334444"], "groups": ["Staff@corp.example.com"]}
    ],
}  # fmt: skip


def test_active_directory_comes_out_without_passwords() -> None:
    with planted(Seed.model_validate(ACTIVE_DIRECTORY)) as tx:
        export = exported(tx)
    text = seed_as_yaml(export.seed)
    assert again(text) == text
    assert export.seed.users == ()
    assert export.seed.assignments[0].groups == ("Staff@corp.example.com",)
    assert "Secret-12" not in text
    assert "passwords in Active Directory: 1" in export.left_out


def test_secrets_are_counted_and_not_told() -> None:
    seed = Seed.model_validate(
        {
            "identity_source": {"kind": "identity-center"},
            "users": [
                {
                    "user_name": "jane",
                    "given_name": "Jane",
                    "family_name": "Doe",
                    "password": "Some-Pass-word-1",
                    "authenticator_apps": [{"secret": "A" * 32}],
                }
            ],
        }
    )
    with planted(seed) as tx:
        export = exported(tx)
    assert {"passwords: 1", "MFA devices: 1"} <= set(export.left_out)
    assert "Some-Pass" not in seed_as_yaml(export.seed)
    assert "AAAA" not in seed_as_yaml(export.seed)


def test_an_assignment_of_somebody_who_was_deleted_is_left_out_and_told() -> None:
    with planted(default_seed()) as tx:
        store_id = organization_instance(tx).identity_store_id
        (ana,) = (user for user in list_users(tx, store_id).items if user.user_name == "ana@example.com")
        delete_user(tx, store_id, ana.user_id)
        export = exported(tx)
    assert any("Viewer" in told and "deleted" in told for told in export.left_out)
    assert {each.permission_set for each in export.seed.assignments} == {"Administrator"}


def test_a_provider_of_ones_own_comes_out_as_metadata() -> None:
    metadata = write_idp_metadata(
        entity_id="https://id.example.com",
        sign_in_url="https://id.example.com/sso",
        certificates=(signing_key("another").certificate_pem,),
        bindings=(names.HTTP_POST,),
    )
    text = text_of(Seed.model_validate({"identity_source": {"idp": {"metadata": metadata}}}))
    assert again(text) == text
    assert "https://id.example.com/sso" in text
    assert names.HTTP_POST in text


TEXT = st.text("abcdefg XYZ'\":#-é\n ", min_size=1, max_size=12).filter(str.strip)
NAME = st.text("abcDEF09.-", min_size=1, max_size=10)
VALUE = st.fixed_dictionaries({}, optional={"value": TEXT, "type": TEXT, "primary": st.booleans()})
_NAMES = "display_name title department cost_center nick_name locale formatted_name manager"
OPTIONAL = dict.fromkeys(_NAMES.split(), TEXT)


@st.composite
def seeds(draw: st.DrawFn) -> dict[str, Any]:
    user_names = draw(st.lists(NAME, unique_by=str.casefold, max_size=4))
    user = st.fixed_dictionaries(
        {"given_name": TEXT, "family_name": TEXT},
        optional=OPTIONAL
        | {"phone_number": VALUE, "role": VALUE, "active": st.booleans(), "address": st.just({"locality": "Łódź"})},
    )
    users = [
        {"user_name": name, "email": f"{number}@example.com", "external_id": f"id-{number}", **draw(user)}
        for number, name in enumerate(user_names)
    ]
    some_users = st.lists(st.sampled_from(user_names), unique=True) if user_names else st.just([])
    groups = [
        {"display_name": name, "members": draw(some_users)}
        for name in draw(st.lists(NAME, unique_by=str.casefold, max_size=3))
    ]
    sets = [
        {"name": name, "inline_policy": POLICY, "session_duration": "PT2H"}
        for name in draw(st.lists(NAME, unique=True, max_size=2))
    ]
    places = st.lists(st.sampled_from(["management", "222233334444", "333344445555"]), unique=True, max_size=3)
    return {
        "users": users,
        "groups": groups,
        "permission_sets": sets,
        "assignments": [
            {
                "permission_set": each["name"],
                "accounts": draw(places),
                "users": draw(some_users),
                "groups": [group["display_name"] for group in groups],
            }
            for each in sets
        ],
        "mfa": {"prompt": draw(st.sampled_from(["always-on", "context-aware", "disabled"]))},
        "scim": {
            "enabled": draw(st.booleans()),
            "tokens": draw(st.integers(0, 2)),
            "throttling": draw(st.booleans()),
        },
        "authorization": draw(st.booleans()),
        "session_minutes": draw(st.integers(15, 1000)),
        "access_control_attributes": draw(st.sampled_from([False, True, {"Dept": "${path:enterprise.department}"}])),
    }


@settings(max_examples=20)
@given(seeds())
def test_export_import_export_gives_the_same_text(described: dict[str, Any]) -> None:
    with planted(Seed.model_validate(described)) as tx:
        export = exported(tx)
        store_id = organization_instance(tx).identity_store_id
        assert len(export.seed.users) == len(list_users(tx, store_id).items)
        assert len(export.seed.groups) == len(list_groups(tx, store_id).items)
    assert export.left_out == ()
    text = seed_as_yaml(export.seed)
    assert again(text) == text
    assert parse_document(text, Seed, name="export") == export.seed


@pytest.mark.parametrize("clock", ["2026-01-31T09:30:00Z", None])
def test_a_frozen_clock_is_part_of_the_state(clock: str | None) -> None:
    text = text_of(Seed.model_validate({"clock": clock}))
    assert ("clock: '2026-01-31T09:30:00Z'" in text) == (clock is not None)
    assert again(text) == text
