"""The shared files are served, and nothing beside them."""

import pytest
import requests
from conftest import RunningEmulator


@pytest.mark.parametrize(
    ("name", "kind"), [("style.css", "text/css"), ("submit.js", "text/javascript"), ("icon.svg", "image/svg+xml")]
)
def test_asset_is_served_with_its_type(emulator: RunningEmulator, name: str, kind: str) -> None:
    answer = requests.get(f"{emulator.url}/assets/{name}", timeout=5)
    assert (answer.status_code, answer.headers["Content-Type"].split(";")[0]) == (200, kind)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "name", ["routes.py", "__init__.py", "..%2fcontext.py", "%2e%2e/context.py", "none.css", "%00"]
)
def test_other_files_are_not_served(emulator: RunningEmulator, name: str) -> None:
    assert requests.get(f"{emulator.url}/assets/{name}", timeout=5).status_code == 404
