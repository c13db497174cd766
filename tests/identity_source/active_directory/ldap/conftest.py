"""A Samba domain controller of this run's own, with a service account for AD Connector."""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from emulator.identity_source.active_directory.ldap.server import LdapDirectory
from tests.identity_source.active_directory.ldap.domain_controller import (
    BASE_DN,
    DomainController,
    domain_controller,
    missing,
)

CONNECTOR, CONNECTOR_PASSWORD = r"CORP\aws-connector", "Connector-1"


@dataclass(frozen=True)
class Samba:
    """The domain controller and the service account."""

    controller: DomainController
    service_account_dn: str

    def described(self, **changes: Any) -> dict[str, Any]:
        """The connection in the words of a seed."""
        return {
            "url": self.controller.encrypted_url,
            "base_dn": BASE_DN,
            "user_name": CONNECTOR,
            "password": CONNECTOR_PASSWORD,
            "ca_file": str(self.controller.ca_file),
            **changes,
        }

    def directory(self, **changes: Any) -> LdapDirectory:
        """The connection as the emulator keeps it."""
        return LdapDirectory(
            **{
                "url": self.controller.encrypted_url,
                "base_dn": BASE_DN,
                "user_name": CONNECTOR,
                "password": CONNECTOR_PASSWORD,
                "ca_certificates": self.controller.ca_file.read_text(),
                **changes,
            }
        )


@pytest.fixture(scope="session")
def samba() -> Iterator[Samba]:
    """Without Samba, tests are skipped; on CI they fail."""
    reason = missing()
    if reason is not None:
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    with (
        tempfile.TemporaryDirectory(prefix="idc-samba-", dir=_in_memory()) as folder,
        domain_controller(Path(folder)) as controller,
    ):
        account = controller.add_user("aws-connector", password=CONNECTOR_PASSWORD)
        yield Samba(controller, account)


def _in_memory() -> str | None:
    """Provisioning writes its databases safely, over and over; in memory that costs nothing."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
