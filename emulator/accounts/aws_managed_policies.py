"""AWS managed policies: which there are, and what they say, as moto ships them.

The file is read as text, because importing moto takes half a second; and what is read is not kept, because all
policies together fill many megabytes.
"""

import json
from collections.abc import Collection
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

_PREFIX = "arn:aws:iam::aws:policy"


def is_aws_managed_policy(arn: str) -> bool:
    """Whether AWS has a managed policy of that ARN."""
    return arn in aws_managed_policy_arns()


@cache
def aws_managed_policy_arns() -> frozenset[str]:
    """The ARNs of all AWS managed policies."""
    return frozenset(_all())


def aws_managed_policies(arns: Collection[str]) -> dict[str, dict[str, Any]]:
    """Those of `arns` that are AWS managed, with Document, Path, DefaultVersionId, CreateDate and UpdateDate."""
    wanted = aws_managed_policy_arns().intersection(arns) if arns else frozenset()
    return {arn: described for arn, described in _all().items() if arn in wanted} if wanted else {}


def _all() -> dict[str, dict[str, Any]]:
    text = _file().read_text("utf-8")
    described = json.loads(text[text.index("{") : text.rindex("}") + 1])
    return {f"{_PREFIX}{policy['Path']}{name}": policy for name, policy in described.items()}


def _file() -> Path:
    moto = find_spec("moto")
    if moto is None or not moto.submodule_search_locations:
        raise ModuleNotFoundError("moto is not installed")
    return Path(moto.submodule_search_locations[0], "iam", "aws_managed_policies.py")
