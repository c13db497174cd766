"""The forms of user names that people of a directory type."""

import pytest

from emulator.identity_source.active_directory.embedded import EmbeddedDirectory
from emulator.identity_source.active_directory.user_names import NameForm, account_of, form_of
from emulator.seed.active_directory import SeedActiveDirectory
from emulator.seed.directory import described_directory

SOURCE = described_directory(
    SeedActiveDirectory.model_validate(
        {
            "domain": "corp.example.com",
            "netbios_name": "CORP",
            "users": [
                {"sam_account_name": "jane", "user_principal_name": "jane.doe@example.com"},
                {"sam_account_name": "bo", "user_principal_name": ""},
            ],
            "trusted_domains": [
                {"domain": "emea.example.com", "netbios_name": "EMEA", "users": [{"sam_account_name": "lena"}]}
            ],
        }
    )
).source
assert isinstance(SOURCE, EmbeddedDirectory)
HELD = SOURCE.held


@pytest.mark.parametrize(
    ("typed", "account"),
    [
        ("jane", r"CORP\jane"),
        (r"CORP\jane", r"CORP\jane"),
        (r"corp\JANE", r"CORP\jane"),
        ("jane.doe@example.com", r"CORP\jane"),
        ("Jane@Corp.Example.com", r"CORP\jane"),
        ("bo@corp.example.com", r"CORP\bo"),
        (r"EMEA\lena", r"EMEA\lena"),
        ("lena@emea.example.com", r"EMEA\lena"),
    ],
)
def test_every_form_finds_its_account(typed: str, account: str) -> None:
    found = account_of(HELD.domains, HELD.accounts, typed)
    assert found is not None
    assert found.down_level_name == account


@pytest.mark.parametrize("typed", ["lena", r"CORP\lena", r"EMEA\jane", "jane@emea.example.com", "", "\\", "@"])
def test_a_name_of_another_domain_finds_nobody(typed: str) -> None:
    assert account_of(HELD.domains, HELD.accounts, typed) is None


def test_forms_are_told_apart_by_their_signs() -> None:
    forms = [form_of(typed) for typed in ("jane", r"CORP\jane", "jane@corp.example.com")]
    assert forms == [NameForm.PLAIN, NameForm.DOWN_LEVEL, NameForm.UPN]
