"""A database that cannot be used ends in a sentence that says why and what to do."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from emulator.clock import Clock
from emulator.ids import Identifiers
from emulator.store.database import Store, StoreUnusable, database_url


def open_store(url: str) -> None:
    Store(Clock(), Identifiers(), url).close()


def test_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    file = tmp_path / "state.sqlite"
    file.write_text("this is a letter, not a database\n" * 100)
    with pytest.raises(StoreUnusable, match=r"state\.sqlite.*not a database"):
        open_store(database_url(file, None))
    assert file.read_text().startswith("this is a letter")


def test_folder_instead_of_a_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable, match="unable to open database file"):
        open_store(database_url(tmp_path, None))


def test_file_in_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreUnusable, match="nowhere"):
        open_store(database_url(tmp_path / "nowhere" / "state.sqlite", None))


def test_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "other.sqlite"
    with sqlite3.connect(file) as other:
        other.execute("CREATE TABLE letters (text)")
    other.close()
    with pytest.raises(StoreUnusable, match="not written by this version of the emulator; name another file"):
        open_store(database_url(file, None))
    with sqlite3.connect(file) as other:
        assert [name for (name,) in other.execute("SELECT name FROM sqlite_master")] == ["letters"]
    other.close()


def test_database_of_another_version_is_refused(tmp_path: Path) -> None:
    url = database_url(tmp_path / "state.sqlite", None)
    open_store(url)
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE emulator_schema SET fingerprint = 'older'"))
    engine.dispose()
    with pytest.raises(StoreUnusable, match="delete it to start afresh"):
        open_store(url)


def test_postgresql_that_does_not_answer_is_named_without_its_password(tmp_path: Path) -> None:
    url = database_url(None, f"postgresql://idc:hush@/idc?host={tmp_path}")
    with pytest.raises(StoreUnusable, match="cannot be opened") as unusable:
        open_store(url)
    assert "hush" not in str(unusable.value)


@pytest.mark.parametrize("url", ["no url at all", "oracle://localhost/idc", "mysql://localhost/idc"])
def test_url_of_another_kind_of_database_is_refused(url: str) -> None:
    with pytest.raises(StoreUnusable, match="postgresql://"):
        open_store(database_url(None, url))


@pytest.mark.parametrize("written", ["postgresql://u@h/d", "postgres://u@h/d", "postgresql+psycopg://u@h/d"])
def test_every_usual_way_to_write_a_postgresql_url_uses_the_driver_of_the_extra(written: str) -> None:
    assert database_url(None, written) == "postgresql+psycopg://u@h/d"
