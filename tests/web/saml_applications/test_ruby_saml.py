"""A second implementation judges our assertions: ruby-saml, from Debian's package of that name."""

import base64
import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from lxml import html

from web.saml_applications.conftest import Applications
from web.signin.conftest import ANA

PROGRAM = Path(__file__).with_name("ruby_saml.rb")
RUBY = shutil.which("ruby")


def judge(applications: Applications, **changes: str) -> dict[str, Any]:
    """What ruby-saml says to the response that the tile would send."""
    known = applications.application
    page = html.document_fromstring(applications.tile().text)
    given = {
        "metadata": applications.site.browser.get(known["metadata_url"], timeout=5).text,
        "acs_url": known["acs_url"],
        "audience": known["audience"],
        "response": page.xpath("string(//input[@name='SAMLResponse']/@value)"),
    }
    assert RUBY is not None
    done = subprocess.run(
        [RUBY, PROGRAM], input=json.dumps(given | changes), capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


@pytest.fixture(autouse=True)
def ruby_saml() -> None:
    """Debian's ruby-saml, or no test."""
    known = RUBY and subprocess.run([RUBY, "-e", "require 'onelogin/ruby-saml'"], capture_output=True).returncode == 0
    if not known:
        pytest.skip("ruby-saml is missing; install it with `apt-get install ruby-saml`")


def test_ruby_saml_accepts_the_assertion(applications: Applications) -> None:
    answer = judge(applications)
    assert (answer["valid"], answer["errors"], answer["name_id"]) == (True, [], ANA)
    assert answer["attributes"]["fullName"] == ["Ana Lopes"]


def test_ruby_saml_refuses_another_audience_and_a_changed_assertion(applications: Applications) -> None:
    assert judge(applications, audience="https://other.example.com")["valid"] is False
    page = html.document_fromstring(applications.tile().text)
    xml = base64.b64decode(page.xpath("string(//input[@name='SAMLResponse']/@value)"))
    changed = base64.b64encode(xml.replace(ANA.encode(), b"eve@example.com")).decode()
    assert judge(applications, response=changed)["valid"] is False
