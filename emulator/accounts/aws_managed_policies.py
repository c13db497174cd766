"""AWS managed policies: which there are, and what they say, as moto ships them.

They are read as text, because parsing all of them costs memory and time, and importing moto even more.
"""

import json
import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_PREFIX = "arn:aws:iam::aws:policy"
_POLICY = re.compile(r'^ "(?P<name>[^"]+)":\{.*?^  "Path":"(?P<path>[^"]+)"', re.MULTILINE | re.DOTALL)


def is_aws_managed_policy(arn: str) -> bool:
    """Whether AWS has a managed policy of that ARN."""
    return arn in _arns()


def aws_managed_policy(arn: str) -> dict[str, Any]:
    """The policy as moto describes it: Document, Path, DefaultVersionId, CreateDate, UpdateDate. Raises KeyError."""
    if not is_aws_managed_policy(arn):
        raise KeyError(arn)
    text = _text()
    start = text.index(f'\n "{arn.rpartition("/")[2]}":{{')
    end = text.index("\n }", start)
    described: dict[str, Any] = json.loads(text[text.index("{", start) : end + len("\n }")])
    return described


@cache
def _arns() -> frozenset[str]:
    return frozenset(f"{_PREFIX}{found['path']}{found['name']}" for found in _POLICY.finditer(_text()))


def _text() -> str:
    specification = find_spec("moto")
    if specification is None or not specification.submodule_search_locations:
        raise ModuleNotFoundError("moto is not installed")
    return Path(specification.submodule_search_locations[0], "iam", "aws_managed_policies.py").read_text("utf-8")
