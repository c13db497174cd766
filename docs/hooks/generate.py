"""Called by mkdocs: adds the pages of the guide, and fills the parts of other pages that come from the code.

A page asks for a part by a line such as `<!-- generated: settings -->`.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fidelity
import field
import guide
import pictures
import reference
import scenario_schema
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from emulator.guide.catalogue import catalogue
from emulator.guide.field_cases import field_cases
from emulator.scenario.model import json_schema

_ROOT = Path(__file__).parents[2]
_MARK = re.compile(r"^<!-- generated: ([a-z-]+) -->$", re.MULTILINE)

PARTS: dict[str, Callable[[], str]] = {
    "settings": reference.settings,
    "commands": reference.commands,
    "control-api": reference.control_api,
    "faults": reference.faults,
    "scenario-verbs": scenario_schema.verbs,
    "scenario-expectations": scenario_schema.expectations,
    "unconfirmed": lambda: fidelity.unconfirmed(_ROOT / "emulator"),
    "gallery": pictures.gallery,
    "assumed-texts": lambda: fidelity.assumed_texts(catalogue()),
}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Put the guide between the introduction and the reference."""
    entries = [{guide.short_title(entry): guide.path(entry)} for entry in catalogue().entries]
    assert config.nav is not None
    config.nav.insert(1, {"Troubleshooting guide": ["guide/index.md", {"Most reported": field.PATH}, *entries]})
    return config


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add a page per entry, the index of all, and the JSON Schema of scenario files."""
    pages = {guide.path(entry): guide.page(entry, _ROOT / "scenarios") for entry in catalogue().entries}
    pages["guide/index.md"] = guide.index(catalogue(), _ROOT / "scenarios")
    pages[field.PATH] = field.page(field_cases(), _ROOT / "scenarios")
    pages["reference/scenario.schema.json"] = json.dumps(json_schema(), indent=2)
    for path, content in pages.items():
        files.append(File.generated(config, path, content=content))
    return files


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Fill in what a page asks for; an unknown name ends the build."""
    return _MARK.sub(lambda mark: PARTS[mark[1]](), markdown)
