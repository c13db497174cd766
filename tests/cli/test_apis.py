"""`idc apis`."""

import json

from click.testing import CliRunner

from emulator.cli import main


def test_every_operation_of_the_four_services_is_counted() -> None:
    printed = CliRunner().invoke(main, ["apis"])
    assert printed.exit_code == 0
    counts = dict(line.split() for line in printed.output.splitlines())
    assert set(counts) == {"identitystore", "sso-admin", "sso", "sso-oidc"}
    assert all(emulated == known for emulated, known in (count.split("/") for count in counts.values()))


def test_operations_are_listed_for_programs() -> None:
    services = json.loads(CliRunner().invoke(main, ["apis", "--json"]).output)
    [portal] = [service for service in services if service["service"] == "sso"]
    assert portal["emulated"] == ["GetRoleCredentials", "ListAccountRoles", "ListAccounts", "Logout"]
    assert portal["missing"] == []
