"""Reads requests of SCIM clients from what people have: a body, a browser's or proxy's HAR, a recorded sequence."""

import base64
import binascii
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import yaml

from emulator.examine.scratch import path_below_endpoint

_JSON = {"Content-Type": "application/scim+json"}
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
    if isinstance(document, dict) and method is None and path is None:
        if isinstance(document.get("log"), dict):
            return (_har(document["log"]),)
        if isinstance(document.get("sequences"), list):
            return _sequences(document)
        if isinstance(document.get("requests"), list):
            return (_listed(document["requests"]),)
    if isinstance(document, list) and method is None and path is None:
        return (_listed(document),)
    return (ScimSequence("request", (_body(document, content, method, path),)),)


def _parsed(content: bytes) -> Any:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    try:
        return json.loads(text)
    except ValueError:
        pass
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return None


def _body(document: Any, content: bytes, method: str | None, path: str | None) -> ScimRequest:
    guessed_method, guessed_path = _guess(document if isinstance(document, dict) else {})
    method, below = (method or guessed_method), path or guessed_path
    if method is None or below is None:
        raise NotRecognized(
            "what request is this the body of? Say --method and --path, such as --method PATCH --path /Users/{id}"
        )
    split = urlsplit(below)
    target = path_below_endpoint(below) or split.path
    sent = None if method.upper() in _WITHOUT_BODY else content
    return ScimRequest(
        name=f"{method.upper()} {target}", method=method.upper(), path=target, query=split.query, content=sent
    )


def _guess(body: Mapping[str, Any]) -> tuple[str | None, str | None]:
    schemas = body.get("schemas")
    named = [each.lower() for each in schemas if isinstance(each, str)] if isinstance(schemas, list) else []
    names = {name.lower() for name in body}
    if "operations" in names:
        return "PATCH", None
    if _USER in named or "username" in names:
        return "POST", "/Users"
    if _GROUP in named or "members" in names:
        return "POST", "/Groups"
    return None, None


def _har(log: Mapping[str, Any]) -> ScimSequence:
    requests = []
    for entry in log.get("entries") or ():
        request, answer = entry.get("request") or {}, entry.get("response") or {}
        path = path_below_endpoint(str(request.get("url", "")))
        if path is not None:
            headers = {each["name"]: each["value"] for each in request.get("headers") or () if "name" in each}
            requests.append(
                _recorded(
                    str(request.get("method", "GET")),
                    path,
                    query=urlsplit(request["url"]).query,
                    headers={name: value for name, value in headers.items() if not name.startswith(":")},
                    content=_text_of((request.get("postData") or {}).get("text")),
                    answer=_har_text(answer.get("content") or {}),
                )
            )
    if not requests:
        raise NotRecognized("the HAR has no request to a SCIM endpoint, whose URL contains /scim/v2")
    return ScimSequence("recording", tuple(requests))


def _har_text(content: Mapping[str, Any]) -> str:
    text = str(content.get("text") or "")
    if content.get("encoding") != "base64":
        return text
    try:
        return base64.b64decode(text).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""


def _listed(entries: Iterable[Any]) -> ScimSequence:
    """Requests as the emulator's journal lists them, or as somebody has written them down."""
    requests = []
    for entry in entries:
        if not isinstance(entry, dict) or "path" not in entry:
            raise NotRecognized("each request of a list needs `method` and `path`, and may have `query` and `body`")
        path = str(entry["path"])
        below = path_below_endpoint(path) if "/scim/v2" in path else path
        if "request_body" in entry and "/scim/v2" not in path:
            continue
        body = entry.get("body", entry.get("request_body"))
        requests.append(
            _recorded(
                str(entry.get("method", "GET")),
                below or "/",
                query=_query_of(entry.get("query")),
                headers=_texts(entry.get("headers") or entry.get("request_headers")),
                content=_text_of(body),
                answer=str(entry.get("response_body") or ""),
                name=entry.get("name"),
            )
        )
    if not requests:
        raise NotRecognized("there is no request to a SCIM endpoint in the list")
    return ScimSequence("recording", tuple(requests))


def _sequences(document: Mapping[str, Any]) -> tuple[ScimSequence, ...]:
    """The shape in which the sequences of provisioning clients are written down: variables, sequences, requests."""
    variables = _texts(document.get("variables"))
    shared, of_body = _texts(document.get("headers")), _texts(document.get("body_headers"))
    sequences = []
    for sequence in document["sequences"]:
        requests = []
        for request in sequence.get("requests") or ():
            if request.get("path_from", "base") != "base":
                continue
            body = request.get("body")
            headers = shared | (of_body if body is not None else {}) | _texts(request.get("headers"))
            saved = next(iter(request.get("save") or ()), None)
            requests.append(
                ScimRequest(
                    name=str(request.get("name") or f"{request['method']} {request['path']}"),
                    method=str(request["method"]).upper(),
                    path=_filled(str(request["path"]), variables),
                    query=_filled(str(request.get("raw_query") or _query_of(request.get("query"))), variables),
                    headers={name: _filled(value, variables) for name, value in headers.items()},
                    content=None
                    if body is None
                    else _filled(json.dumps(body, ensure_ascii=False), variables).encode(),
                    given_id=None if saved is None else variables.get(saved, f"${{{saved}}}"),
                )
            )
        if requests:
            sequences.append(
                ScimSequence(str(sequence.get("id") or sequence.get("title") or "sequence"), tuple(requests))
            )
    if not sequences:
        raise NotRecognized("no sequence of the file has requests")
    return tuple(sequences)


def _filled(text: str, variables: Mapping[str, str]) -> str:
    return _VARIABLE.sub(lambda found: variables.get(found[1], found[0]), text)


def _recorded(
    method: str,
    path: str,
    *,
    query: str,
    headers: Mapping[str, str],
    content: bytes | None,
    answer: str,
    name: Any = None,
) -> ScimRequest:
    request = ScimRequest(
        name=str(name or f"{method.upper()} {path}"), method=method.upper(), path=path, query=query, content=content
    )
    kept = {name: value for name, value in headers.items() if name.lower() in ("content-type", "accept")}
    if kept or content is None:
        request = replace(request, headers=kept)
    return replace(request, given_id=_id_in(answer)) if method.upper() == "POST" else request


def _id_in(answer: str) -> str | None:
    try:
        found = json.loads(answer)
    except ValueError:
        return None
    return found.get("id") if isinstance(found, dict) and isinstance(found.get("id"), str) else None


def _text_of(body: Any) -> bytes | None:
    if body in (None, ""):
        return None
    return body.encode() if isinstance(body, str) else json.dumps(body, ensure_ascii=False).encode()


def _query_of(query: Any) -> str:
    if isinstance(query, dict):
        return urlencode({name: value for name, value in query.items() if value is not None}, quote_via=quote)
    return str(query or "")


def _texts(mapping: Any) -> dict[str, str]:
    found = mapping if isinstance(mapping, dict) else {}
    return {str(name): str(value) for name, value in found.items() if value is not None}
