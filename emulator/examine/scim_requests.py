"""Reads requests of SCIM clients from what people have: a body, a browser's or proxy's HAR, a recorded sequence."""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import quote, urlencode, urlsplit

import yaml
from pydantic import BaseModel, ValidationError

from emulator.examine.recordings import (
    HarBody,
    HarFile,
    ListedRequest,
    RequestList,
    SequenceFile,
    SequenceRequest,
    Texts,
)
from emulator.examine.scratch import path_below_endpoint
from emulator.seed.document import mistakes

Model = TypeVar("Model", bound=BaseModel)

_JSON = {"Content-Type": "application/scim+json"}
_SENT_ON = ("content-type", "accept")
_USER = "urn:ietf:params:scim:schemas:core:2.0:user"
_GROUP = "urn:ietf:params:scim:schemas:core:2.0:group"
_VARIABLE = re.compile(r"\$\{(\w+)\}")
_WITHOUT_BODY = ("GET", "DELETE", "HEAD")


class NotRecognized(Exception):
    """The text holds no request of a SCIM client; the words say what was expected."""


@dataclass(frozen=True, kw_only=True)
class ScimRequest:
    """One request. `path` follows the endpoint; `given_id` is what the recorded answer, or a later request, calls the
    user or group that this request creates.
    """

    name: str
    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=lambda: dict(_JSON))
    content: bytes | None = None
    given_id: str | None = None


@dataclass(frozen=True)
class ScimSequence:
    """Requests that belong together, in their order; each sequence begins with the same state."""

    name: str
    requests: tuple[ScimRequest, ...]


def read_scim_requests(content: bytes, *, method: str | None, path: str | None) -> tuple[ScimSequence, ...]:
    """The requests in a file; `method` and `path` say what a bare body belongs to. Raises NotRecognized."""
    document = _parsed(content)
    if method is None and path is None:
        if isinstance(document, list):
            return (_listed(_as(RequestList, {"requests": document})),)
        found = document if isinstance(document, dict) else {}
        if "log" in found:
            return (_har(_as(HarFile, found)),)
        if "sequences" in found:
            return _sequences(_as(SequenceFile, found))
        if "requests" in found:
            return (_listed(_as(RequestList, found)),)
    return (ScimSequence("request", (_body(document, content, method, path),)),)


def _parsed(content: bytes) -> Any:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    for parse in (json.loads, yaml.safe_load):
        try:
            return parse(text)
        except (ValueError, RecursionError, yaml.YAMLError):
            continue
    return None


def _as(model: type[Model], document: Any) -> Model:
    try:
        return model.model_validate(document)
    except ValidationError as invalid:
        told = "; ".join(mistake.text for mistake in mistakes(invalid, model, document)[:3])
        raise NotRecognized(f"the recording cannot be read: {told}") from invalid


def _body(document: Any, content: bytes, method: str | None, path: str | None) -> ScimRequest:
    guessed_method, guessed_path = _guess(document if isinstance(document, dict) else {})
    method, below = (method or guessed_method), path or guessed_path
    if method is None or below is None:
        raise NotRecognized(
            "what request is this the body of? Say --method and --path, such as --method PATCH --path /Users/{id}"
        )
    whole, _, query = below.partition("?")
    target = path_below_endpoint(whole) or whole
    sent = None if method.upper() in _WITHOUT_BODY else content
    return ScimRequest(
        name=f"{method.upper()} {target}", method=method.upper(), path=target, query=query, content=sent
    )


def _guess(body: Mapping[Any, Any]) -> tuple[str | None, str | None]:
    schemas = body.get("schemas")
    named = [each.lower() for each in schemas if isinstance(each, str)] if isinstance(schemas, list) else []
    names = {str(name).lower() for name in body}
    if "operations" in names:
        return "PATCH", None
    if _USER in named or "username" in names:
        return "POST", "/Users"
    if _GROUP in named or "members" in names:
        return "POST", "/Groups"
    return None, None


def _har(har: HarFile) -> ScimSequence:
    requests = []
    for entry in har.log.entries:
        path = path_below_endpoint(entry.request.url)
        if path is not None:
            requests.append(
                _recorded(
                    entry.request.method,
                    path,
                    query=urlsplit(entry.request.url).query,
                    headers={header.name: header.value for header in entry.request.headers},
                    content=_content(entry.request.body.text),
                    answer=_har_text(entry.response.content),
                )
            )
    return _recording(requests, "the HAR has no request to a SCIM endpoint, whose URL contains /scim/v2")


def _har_text(body: HarBody) -> str:
    text = body.text or ""
    if body.encoding != "base64":
        return text
    try:
        return base64.b64decode(text).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _listed(found: RequestList) -> ScimSequence:
    """Requests as the emulator's journal lists them, which has others, too, or as somebody has written them down."""
    requests = [_of_list(each) for each in found.requests if each.request_body is None or "/scim/v2" in each.path]
    return _recording(requests, "there is no request to a SCIM endpoint in the list")


def _of_list(each: ListedRequest) -> ScimRequest:
    below = path_below_endpoint(each.path) if "/scim/v2" in each.path else each.path
    return _recorded(
        each.method,
        below or "/",
        query=_query(each.query),
        headers=_texts(each.headers or each.request_headers),
        content=_content(each.body if each.body is not None else each.request_body),
        answer=each.response_body or "",
        name=each.name,
    )


def _sequences(found: SequenceFile) -> tuple[ScimSequence, ...]:
    variables = _texts(found.variables)
    sequences = []
    for sequence in found.sequences:
        requests = tuple(
            _of_sequence(each, found, variables) for each in sequence.requests if each.path_from == "base"
        )
        if requests:
            sequences.append(ScimSequence(sequence.id or sequence.title or "sequence", requests))
    if not sequences:
        raise NotRecognized("no sequence of the file has requests")
    return tuple(sequences)


def _of_sequence(request: SequenceRequest, file: SequenceFile, variables: Mapping[str, str]) -> ScimRequest:
    def filled(text: str) -> str:
        return _VARIABLE.sub(lambda found: variables.get(found[1], found[0]), text)

    of_body = file.body_headers if request.body is not None else {}
    headers = _texts(file.headers) | _texts(of_body) | _texts(request.headers)
    saved = next(iter(request.save), None)
    body = None if request.body is None else json.dumps(request.body, ensure_ascii=False, default=str)
    return ScimRequest(
        name=request.name or f"{request.method.upper()} {request.path}",
        method=request.method.upper(),
        path=filled(request.path),
        query=filled(request.raw_query or _query(request.query)),
        headers={name: filled(value) for name, value in headers.items() if name.lower() in _SENT_ON},
        content=None if body is None else filled(body).encode("utf-8", "replace"),
        given_id=None if saved is None else variables.get(saved, f"${{{saved}}}"),
    )


def _recorded(
    method: str,
    path: str,
    *,
    query: str,
    headers: Mapping[str, str],
    content: bytes | None,
    answer: str,
    name: str | None = None,
) -> ScimRequest:
    kept = {name: value for name, value in headers.items() if name.lower() in _SENT_ON}
    return ScimRequest(
        name=name or f"{method.upper()} {path}",
        method=method.upper(),
        path=path,
        query=query,
        headers=kept if kept or content is None else dict(_JSON),
        content=content,
        given_id=_id_in(answer) if method.upper() == "POST" else None,
    )


def _recording(requests: Iterable[ScimRequest], otherwise: str) -> ScimSequence:
    found = tuple(requests)
    if not found:
        raise NotRecognized(otherwise)
    return ScimSequence("recording", found)


def _id_in(answer: str) -> str | None:
    try:
        found = json.loads(answer)
    except (ValueError, RecursionError):
        return None
    return found.get("id") if isinstance(found, dict) and isinstance(found.get("id"), str) else None


def _content(body: Any) -> bytes | None:
    if body in (None, ""):
        return None
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, default=str)
    return text.encode("utf-8", "replace")


def _query(query: str | Texts | None) -> str:
    if isinstance(query, dict):
        return urlencode({name: value for name, value in query.items() if value is not None}, quote_via=quote)
    return query or ""


def _texts(mapping: Texts) -> dict[str, str]:
    return {name: value for name, value in mapping.items() if value is not None}
