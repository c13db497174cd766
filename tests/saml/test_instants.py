"""Instants as SAML writes them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emulator.saml.instants import read_instant, write_instant


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_written_instant_is_read_again_to_the_millisecond(instant: datetime) -> None:
    assert read_instant(write_instant(instant)) == instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def test_an_instant_is_written_in_utc() -> None:
    local = datetime(2026, 1, 1, 1, 30, tzinfo=timezone(timedelta(hours=2)))
    assert write_instant(local) == "2025-12-31T23:30:00.000Z"


@pytest.mark.parametrize(
    "text", ["", "now", "2026-01-01", "20260101T000000Z", "2026-W01-1T00:00:00Z", "2026-01-01T24:00:01Z"]
)
def test_other_spellings_are_not_instants(text: str) -> None:
    assert read_instant(text) is None


@given(st.text())
def test_any_text_is_read_or_not(text: str) -> None:
    assert read_instant(text) is None or text[0].isdigit()
