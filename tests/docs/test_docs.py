"""The documentation builds without a warning, and leaves out no setting, verb, cause, route or marked choice."""

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from lxml import html

from emulator.cli import main
from emulator.guide.catalogue import catalogue
from emulator.guide.field_cases import field_cases
from emulator.scenario.steps import VERBS
from emulator.settings import Settings
from emulator.web.control.routes import ROUTES
from emulator.web.test_idp.faults.vocabulary import FAULTS_BY_GROUP

ROOT = Path(__file__).parents[2]


class Site:
    """The built documentation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def page(self, path: str) -> html.HtmlElement:
        return html.fromstring((self.folder / path).read_bytes())

    def text(self, path: str) -> str:
        (article,) = self.page(path).xpath("//article")
        return article.text_content()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert built.returncode == 0, built.stderr
    return Site(folder)


def test_every_setting_is_documented(site: Site) -> None:
    text = site.text("reference/settings.html")
    for name, field in Settings.model_fields.items():
        assert f"IDC_{name.upper()}" in text
        assert name.replace("_", "-") in text
        assert field.description, f"the setting {name} has no description"
        assert field.description in text


def test_every_verb_is_documented(site: Site) -> None:
    headings = [heading.text_content() for heading in site.page("reference/commands.html").xpath("//h2 | //h3")]
    for verb in main.list_commands(click.Context(main)):
        assert any(heading.startswith(f"idc {verb}") for heading in headings), verb


def test_every_cause_has_its_place_and_its_fix(site: Site) -> None:
    for entry in catalogue().entries:
        page = site.page(f"guide/{entry.id}.html")
        text = site.text(f"guide/{entry.id}.html")
        for cause in entry.causes:
            assert page.get_element_by_id(cause.id.replace(".", "-")) is not None
            assert cause.id in text
            for shown in cause.shows:
                assert shown.text in text


def test_the_index_of_the_guide_leads_to_every_cause(site: Site) -> None:
    links = site.page("guide/index.html").xpath("//article//a/@href")
    for entry in catalogue().entries:
        for cause in entry.causes:
            assert f"{entry.id}.html#{cause.id.replace('.', '-')}" in links


def test_the_most_reported_problems_have_a_page_with_texts_and_scenarios(site: Site) -> None:
    text = site.text("guide/most-reported.html")
    for case in field_cases():
        assert case.title in text
        for shown in (*case.texts, *case.scenarios):
            assert shown.strip() in text


def test_every_route_of_the_control_api_is_documented(site: Site) -> None:
    rows = [
        [cell.text_content() for cell in row.xpath("./td")][:2]
        for row in site.page("reference/control-api.html").xpath("//tr[td]")
    ]
    for route in ROUTES:
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route.path)
        assert [route.method, f"/_emulator/{path}"] in rows


def test_every_fault_of_the_test_idp_is_documented(site: Site) -> None:
    text = site.text("reference/test-idp.html")
    for faults in FAULTS_BY_GROUP.values():
        for fault in faults:
            assert fault.id in text
            assert fault.description in text


def test_every_verb_of_scenarios_is_documented(site: Site) -> None:
    headings = [heading.text_content() for heading in site.page("reference/scenarios.html").xpath("//h3")]
    for verb in VERBS:
        assert any(heading.startswith(verb) for heading in headings), verb
    assert (site.folder / "reference" / "scenario.schema.json").is_file()


def test_every_marked_choice_is_in_the_ledger(site: Site) -> None:
    text = site.text("fidelity.html")
    marks = 0
    for file in sorted((ROOT / "emulator").rglob("*.py")):
        if "unconfirmed:" in file.read_text("utf-8"):
            marks += 1
            assert file.name in text, file
    assert marks


def test_nothing_is_fetched_from_elsewhere(site: Site) -> None:
    fetched = "//script/@src | //link[@rel='stylesheet' or @rel='preconnect' or @rel='icon']/@href | //img/@src"
    for file in site.folder.rglob("*.html"):
        assert [url for url in site.page(str(file)).xpath(fetched) if "://" in url] == []


@pytest.mark.parametrize("file", ["README.md", *(str(page.relative_to(ROOT)) for page in ROOT.glob("docs/**/*.md"))])
def test_links_between_files_lead_somewhere(file: str) -> None:
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", (ROOT / file).read_text("utf-8")):
        generated = "guide/" in target or target == "scenario.schema.json"
        if "://" not in target and not generated:
            assert ((ROOT / file).parent / target).exists(), f"{file} links to {target}"
