"""What a route of the control API is, and what its handler is given."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_type_hints

from pydantic import BaseModel, ConfigDict

from emulator.seed.model import Seed
from emulator.seed.plant import Planted
from emulator.web.context import Context
from emulator.web.control.snapshots import Snapshots


class Body(BaseModel):
    """Data that a caller sends, as JSON or in the query; unknown keys are mistakes."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Answer(BaseModel):
    """Data that the control API answers with."""

    model_config = ConfigDict(frozen=True)


class Declined(Exception):
    """The request is well formed and cannot be done; the text says why and what to do."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


@dataclass(frozen=True)
class Route:
    """One line of the table: method, path below /_emulator, and the handler.

    The handler's signature says the rest: a parameter `body` or `query` names the model that is read from the
    request, further parameters are the path's, the return type is the model of the answer; the first line of its
    docstring is the summary. `open` routes need no admin token.
    """

    method: str
    path: str
    handler: Callable[..., Any]
    status: int = 200
    open: bool = False

    @property
    def body(self) -> type[BaseModel] | None:
        """The model of the JSON body, if there is one."""
        return get_type_hints(self.handler).get("body")

    @property
    def query(self) -> type[BaseModel] | None:
        """The model of the query, if there is one."""
        return get_type_hints(self.handler).get("query")

    @property
    def answer(self) -> type[Any]:
        """The type of the answer: a model, or a plain dict."""
        answer: type[Any] = get_type_hints(self.handler)["return"]
        return answer


@dataclass(frozen=True)
class Control:
    """What every handler is given first: the emulator's parts and what only the composition root can do."""

    context: Context
    reset: Callable[[Seed], Planted]
    test_idp_metadata: Callable[[], str]
    snapshots: Snapshots
    routes: tuple[Route, ...]
