"""The files in which people have requests, as models of what is read of them."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

Texts = dict[str, str | None]


class Recorded(BaseModel):
    """Files of other products hold much more than is read of them."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)


class HarHeader(Recorded):
    """A header of a request."""

    name: str
    value: str


class HarBody(Recorded):
    """The body of a request or an answer."""

    text: str | None = None
    encoding: str | None = None


class HarRequest(Recorded):
    """A request as a browser or a proxy saw it."""

    method: str
    url: str
    headers: tuple[HarHeader, ...] = ()
    body: HarBody = Field(HarBody(), alias="postData")


class HarResponse(Recorded):
    """The answer to it."""

    content: HarBody = HarBody()


class HarEntry(Recorded):
    """A request with its answer."""

    request: HarRequest
    response: HarResponse = HarResponse()


class HarLog(Recorded):
    """What was recorded."""

    entries: tuple[HarEntry, ...]


class HarFile(Recorded):
    """An HTTP archive."""

    log: HarLog


class ListedRequest(Recorded):
    """A request as somebody has written it down, or as the emulator's journal has it (`request_…`, `response_…`)."""

    path: str
    method: str = "GET"
    name: str | None = None
    query: str | Texts | None = None
    headers: Texts = {}
    body: Any = None
    request_headers: Texts = {}
    request_body: str | None = None
    response_body: str | None = None


class RequestList(Recorded):
    """Requests in their order."""

    requests: tuple[ListedRequest, ...]


class SequenceRequest(Recorded):
    """A request of a provisioning client's sequence; texts may hold `${variable}`."""

    method: str
    path: str
    path_from: str = "base"
    name: str | None = None
    query: str | Texts | None = None
    raw_query: str | None = None
    headers: Texts = {}
    body: Any = None
    save: dict[str, str] = {}


class ClientSequence(Recorded):
    """What a client does for one job."""

    id: str | None = None
    title: str | None = None
    requests: tuple[SequenceRequest, ...] = ()


class SequenceFile(Recorded):
    """The sequences of a provisioning client."""

    sequences: tuple[ClientSequence, ...]
    variables: Texts = {}
    headers: Texts = {}
    body_headers: Texts = {}
