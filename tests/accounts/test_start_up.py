"""Nobody pays for moto who does not use it."""

import subprocess
import sys

STARTS = """
import sys
from emulator.server import Server
from emulator.settings import Settings
import urllib.request
with Server(Settings(port=0)) as server:
    for path in ("/_emulator/info", "/idp/metadata"):
        urllib.request.urlopen(server.url + path).read()
    print(*sorted({name.partition(".")[0] for name in sys.modules} & {"moto", "boto3"}))
"""


def test_starting_with_the_default_seed_does_not_import_moto() -> None:
    done = subprocess.run([sys.executable, "-c", STARTS], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == ""
