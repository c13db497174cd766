"""Writes a seed as the YAML that people would write: what has its usual value is left out."""

from typing import Any

import yaml

from emulator.seed.model import Seed

_WIDTH = 110


class _Block(str):
    """A text of several lines, written as a block."""


class _Dumper(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


_Dumper.add_representer(
    _Block, lambda dumper, text: dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|")
)


def seed_as_yaml(seed: Seed) -> str:
    """The seed file; `read_document` reads the same seed from it."""
    content = seed.model_dump(mode="json", exclude_defaults=True)
    if not content:
        return "{}\n"
    return yaml.dump(_with_blocks(content), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=_WIDTH)


def _with_blocks(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _with_blocks(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_with_blocks(each) for each in value]
    return _Block(value) if isinstance(value, str) and "\n" in value else value
