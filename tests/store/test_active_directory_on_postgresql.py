"""A directory and its synchronization, with the state in PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor

import requests

from emulator.seed.model import Seed
from emulator.server import Server
from emulator.settings import Settings
from tests.conftest import RunningEmulator
from tests.web.signin.people import PASSWORD, Person

JANE = {"sam_account_name": "jane", "given_name": "Jane", "surname": "Doe", "password": PASSWORD}
LENA = {"sam_account_name": "lena", "given_name": "Lena", "surname": "Roth"}
DOMAIN = {"domain": "corp.example.com", "netbios_name": "CORP"}
STATE = {
    "clock": "2030-03-01T09:00:00Z",
    "identity_source": {"kind": "active-directory"},
    "mfa": {"prompt": "disabled"},
    "active_directory": {**DOMAIN, "users": [JANE], "groups": [{"name": "Staff", "members": ["jane"]}]},
}


def test_a_directory_is_synchronized_by_the_clock(postgresql_url: str) -> None:
    with Server(Settings(port=0, database_url=postgresql_url)) as server:
        assert server.emulator is not None
        server.emulator.reset(Seed.model_validate(STATE))
        person = Person(RunningEmulator(server.url, server.emulator.context))
        person.sign_in("jane")
        assert person.is_at_portal
        left_out = person.control("GET", "active-directory/schedule")["left_out"]
        assert [each["cause"] for each in left_out] == ["active-directory.primary-group"]
        person.control("PUT", "active-directory", {**DOMAIN, "users": [JANE, LENA]})
        person.control("POST", "clock", {"advance": 3600})
        # Many requests see that the cycle is due; one of them runs it, and none fails.
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda _: requests.get(f"{server.url}/_emulator/users", timeout=10), range(8)))
        assert {answer.status_code for answer in answers} == {200}
        names = {user["user_name"] for user in person.control("GET", "users")["users"]}
        assert names == {"jane@corp.example.com", "lena@corp.example.com"}
        person.control("PUT", "identity-source", {"kind": "identity-center"})
        assert person.control("GET", "active-directory/schedule")["attempted_at"] is None
