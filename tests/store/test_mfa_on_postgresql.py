"""Second factors with the state in PostgreSQL, where requests really run side by side."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from emulator.scenario.devices import AuthenticatorApp
from emulator.server import Server
from emulator.settings import Settings
from tests.conftest import RunningEmulator
from tests.web.signin.mfa_person import SECRET, MfaPerson


@pytest.fixture
def server(postgresql_url: str) -> Iterator[Server]:
    with Server(Settings(port=0, database_url=postgresql_url)) as server:
        yield server


@pytest.fixture
def person(server: Server) -> MfaPerson:
    assert server.emulator is not None
    someone = MfaPerson(RunningEmulator(server.url, server.emulator.context))
    someone.start(prompt="context-aware")
    return someone


def test_app_and_key_are_registered_and_sign_in(person: MfaPerson) -> None:
    person.sign_in()
    person.enter_code(trust="yes")
    assert person.is_at_portal
    person.open("/start/mfa-devices/register")
    person.register_key(name="Blue key")
    assert "Blue key is registered." in person.page.text
    second = MfaPerson(person.emulator, key=person.key)
    second.sign_in()
    second.press("use-webauthn", method="WEBAUTHN")
    second.use_key()
    assert second.is_at_portal


def test_code_that_is_used_at_the_same_moment_works_once(person: MfaPerson) -> None:
    people = [MfaPerson(person.emulator, app=AuthenticatorApp(SECRET)) for _ in range(4)]
    for each in people:
        each.sign_in()
    code = person.code()
    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(lambda each: each.enter_code(code), people))
    assert sorted(each.page.status_code for each in people) == [200, 400, 400, 400]
    assert sum(each.is_at_portal for each in people) == 1


def test_apps_that_are_registered_at_the_same_moment_are_two_at_most(person: MfaPerson) -> None:
    people = [MfaPerson(person.emulator) for _ in range(4)]
    for each in people:
        each.sign_in()
        each.enter_code(person.code())
        each.later(30)
        each.open("/start/mfa-devices/register")
        each.choose_kind("authenticator-app")
        each.scan()
    with ThreadPoolExecutor(len(people)) as pool:
        list(pool.map(lambda each: each.press("assign-button", code=each.code()), people))
    devices = person.control("GET", f"users/{person.user_id('jane')}/mfa-devices")["devices"]
    assert len(devices) == 2
    assert sorted(each.page.status_code for each in people) == [200, 400, 400, 400]
