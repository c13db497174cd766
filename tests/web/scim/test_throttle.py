"""Request rates."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from emulator.clock import Clock
from emulator.guide.refusal import Refusal
from emulator.seed.model import Seed
from emulator.server import Server
from emulator.settings import Settings
from emulator.web.scim.throttle import Throttle
from tests.web.scim.client import ScimClient, person


@pytest.fixture
def clock() -> Clock:
    clock = Clock()
    clock.freeze(datetime(2026, 1, 1, tzinfo=UTC))
    return clock


@pytest.mark.parametrize(("read", "rate"), [(True, 40), (False, 25)])
def test_requests_above_the_rate_are_refused_until_the_second_is_over(clock: Clock, read: bool, rate: int) -> None:
    throttle = Throttle(clock)
    for _ in range(rate):
        throttle.count("d-1", read=read)
    with pytest.raises(Refusal) as refused:
        throttle.count("d-1", read=read)
    assert (refused.value.code, refused.value.cause) == ("ThrottlingException", "scim.throttled")
    throttle.count("d-1", read=not read)
    throttle.count("d-2", read=read)
    clock.advance(timedelta(seconds=1))
    throttle.count("d-1", read=read)


def test_clock_that_was_set_back_does_not_block(clock: Clock) -> None:
    throttle = Throttle(clock)
    for _ in range(25):
        throttle.count("d-1", read=False)
    clock.advance(timedelta(hours=-1))
    throttle.count("d-1", read=False)


@pytest.fixture
def throttled() -> Iterator[ScimClient]:
    with Server(Settings(port=0, scim_throttling=True)) as server:
        assert server.emulator is not None
        server.emulator.reset(Seed())
        server.emulator.context.clock.freeze()
        client = ScimClient(server.url, server.emulator.context)
        yield client
        client.close()


def test_throttled_request_is_answered_with_429_and_changes_nothing(throttled: ScimClient) -> None:
    for number in range(25):
        assert throttled.post("/Users", person(f"u{number}")).status_code == 201
    answer = throttled.post("/Users", person("last"))
    assert (answer.status_code, answer.headers["x-emulator-cause"]) == (429, "scim.throttled")
    assert throttled.get("/Users", filter='userName eq "last@example.com"').json()["totalResults"] == 0
    throttled.context.clock.advance(timedelta(seconds=1))
    assert throttled.post("/Users", person("last")).status_code == 201


def test_without_the_setting_nothing_is_throttled(scim: ScimClient) -> None:
    scim.context.clock.freeze()
    assert {scim.get("/Users").status_code for _ in range(45)} == {200}
