"""The seed that the emulator starts from when it is given none."""

from importlib.resources import files

from emulator.seed.document import parse_document
from emulator.seed.model import Seed


def default_seed() -> Seed:
    """A few people to sign in as, from `default.yaml` beside this module."""
    document = files("emulator.seed") / "default.yaml"
    return parse_document(document.read_text("utf-8"), Seed, name=document.name)
