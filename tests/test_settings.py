"""Settings come from flags, environment and file, in that order, and explain what is wrong with them."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from emulator.settings import Settings, is_loopback


@pytest.fixture(autouse=True)
def _own_directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_without_anything_the_emulator_listens_on_loopback_and_keeps_nothing() -> None:
    settings = Settings()
    assert (settings.host, settings.port, settings.data, settings.database_url) == ("127.0.0.1", 8250, None, None)


def test_file_gives_way_to_environment_and_environment_to_flag(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("idc.toml").write_text('port = 1\nregion = "eu-west-1"\nthreads = 3\n')
    monkeypatch.setenv("IDC_PORT", "2")
    monkeypatch.setenv("IDC_REGION", "eu-west-2")
    settings = Settings(region="eu-west-3")
    assert (settings.threads, settings.port, settings.region) == (3, 2, "eu-west-3")


def test_unknown_key_in_the_file_is_an_error() -> None:
    Path("idc.toml").write_text("prot = 1\n")
    with pytest.raises(ValidationError, match="prot"):
        Settings()


def test_settings_cannot_be_changed_after_start() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        Settings().port = 1  # type: ignore[misc]


def test_other_address_than_loopback_needs_the_explicit_flag() -> None:
    with pytest.raises(ValidationError, match="--allow-remote"):
        Settings(host="0.0.0.0", admin_token="secret")


def test_other_address_than_loopback_needs_an_admin_token() -> None:
    with pytest.raises(ValidationError, match="IDC_ADMIN_TOKEN"):
        Settings(host="0.0.0.0", allow_remote=True)


def test_other_address_with_flag_and_token_is_accepted() -> None:
    assert Settings(host="0.0.0.0", allow_remote=True, admin_token="secret").host == "0.0.0.0"


def test_empty_admin_token_protects_nothing_and_is_refused() -> None:
    with pytest.raises(ValidationError, match="admin_token"):
        Settings(admin_token="")


def test_state_in_a_file_and_in_a_database_at_once_is_refused() -> None:
    with pytest.raises(ValidationError, match="either --data or --database-url"):
        Settings(data="a.sqlite", database_url="postgresql://localhost/idc")


@pytest.mark.parametrize(
    ("name", "value"),
    [("port", 65536), ("port", -1), ("account_id", "12"), ("region", "mars"), ("threads", 0), ("journal_size", -1)],
)
def test_value_out_of_range_is_refused_by_name(name: str, value: object) -> None:
    with pytest.raises(ValidationError, match=name):
        Settings(**{name: value})


def test_public_url_must_be_a_base_url() -> None:
    with pytest.raises(ValidationError, match="public_url"):
        Settings(public_url="localhost:8250")


def test_secrets_do_not_show_when_settings_are_printed() -> None:
    settings = Settings(admin_token="hush-token", database_url="postgresql://idc:hush-password@localhost/idc")
    shown = f"{settings!r} {settings} {settings.model_dump_json()}"
    assert "hush" not in shown


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_loopback_address_stays_on_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.168.1.4", "example.com", ""])
def test_other_address_does_not_stay_on_this_machine(host: str) -> None:
    assert not is_loopback(host)
