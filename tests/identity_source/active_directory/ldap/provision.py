"""Makes a domain by Samba's own library, which only the system's Python has.

/usr/bin/python3 provision.py SMB.CONF FOLDER REALM DOMAIN PASSWORD

`samba-tool domain provision` does the same and more: it also sets access rights on files that nobody needs here,
which containers are not allowed to do.
"""

import logging
import sys

from samba.auth import system_session
from samba.dsdb import DS_DOMAIN_FUNCTION_2008_R2
from samba.param import LoadParm
from samba.provision import provision


def main(configuration: str, folder: str, realm: str, domain: str, password: str) -> None:
    settings = LoadParm()
    settings.load(configuration)
    provision(
        logging.getLogger("provision"),
        system_session(),
        smbconf=configuration,
        lp=settings,
        targetdir=folder,
        realm=realm,
        domain=domain,
        adminpass=password,
        hostname="dc1",
        hostip="127.0.0.1",
        serverrole="active directory domain controller",
        dom_for_fun_level=DS_DOMAIN_FUNCTION_2008_R2,
        dns_backend="NONE",
        backend_store="tdb",
        batch_mode=True,
        skip_sysvolacl=True,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
