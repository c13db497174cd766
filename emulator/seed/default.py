"""The seed that the emulator starts from."""

from importlib.resources import files

from emulator.seed.document import parse_document, read_document
from emulator.seed.model import Seed
from emulator.settings import Settings


def first_seed(settings: Settings) -> Seed:
    """The seed that an empty store is filled with. Raises DocumentUnreadable for the seed file."""
    return read_document(settings.seed, Seed) if settings.seed else default_seed()


def default_seed() -> Seed:
    """A few people to sign in as, from `default.yaml` beside this module."""
    document = files("emulator.seed") / "default.yaml"
    return parse_document(document.read_text("utf-8"), Seed, name=document.name)
