"""The query protocol of IAM and STS: parameters in a form, answers and errors in XML (botocore's model tells how)."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from lxml import etree

from emulator.directory.constraints import shown
from emulator.guide.refusal import Facts, Refusal
from emulator.web.aws_api.call import Json
from emulator.web.aws_api.model import Shape

# What is not 400 among the errors that are told here (facts/awsapi.md §4.7).
_STATUS = {
    "AccessDenied": 403,
    "ExpiredToken": 403,
    "RequestEntityTooLargeException": 413,
    "IDPRejectedClaim": 403,
    "RegionDisabled": 403,
    "InternalFailure": 500,
}


def read_parameters(shape: Shape | None, form: Mapping[str, str]) -> Json:
    """The members of an operation's input that the form carries. Raises Refusal for a text that is no number."""
    if shape is None:
        return {}
    read: Json = _structure(shape, form, "")
    return read


def write_answer(model: Any, output: Mapping[str, Any], request_id: str) -> bytes:
    """The successful answer of an operation; members that are None are left out."""
    namespace = model.service_model.metadata["xmlNamespace"]
    root = etree.Element(f"{{{namespace}}}{model.name}Response", nsmap=_default(namespace))
    if model.output_shape is not None:
        _write_structure(etree.SubElement(root, f"{{{namespace}}}{model.name}Result"), model.output_shape, output)
    metadata = etree.SubElement(root, f"{{{namespace}}}ResponseMetadata")
    etree.SubElement(metadata, f"{{{namespace}}}RequestId").text = request_id
    return etree.tostring(root)


def write_error(namespace: str, refusal: Refusal, request_id: str) -> tuple[int, bytes]:
    """Status and body of a refusal."""
    status = _STATUS.get(refusal.code, 400)
    root = etree.Element(f"{{{namespace}}}ErrorResponse", nsmap=_default(namespace))
    error = etree.SubElement(root, f"{{{namespace}}}Error")
    told = (("Type", "Sender" if status < 500 else "Receiver"), ("Code", refusal.code), ("Message", refusal.message))
    for name, text in told:
        etree.SubElement(error, f"{{{namespace}}}{name}").text = text
    etree.SubElement(root, f"{{{namespace}}}RequestId").text = request_id
    return status, etree.tostring(root)


def write_s3_error(refusal: Refusal, request_id: str) -> tuple[int, bytes]:
    """Status and body of a refusal, as S3 has them."""
    root = etree.Element("Error")
    for name, text in (("Code", refusal.code), ("Message", refusal.message), ("RequestId", request_id)):
        etree.SubElement(root, name).text = text
    return _STATUS.get(refusal.code, 400), etree.tostring(root)


def _default(namespace: str) -> Any:
    # lxml takes None for the default namespace; its stubs do not know.
    return {None: namespace}


def _structure(shape: Shape, form: Mapping[str, str], prefix: str) -> Json:
    read = {}
    for name, member in shape.members.items():
        value = _value(member, form, prefix + member.serialization.get("name", name))
        if value is not None:
            read[name] = value
    return read


def _value(shape: Shape, form: Mapping[str, str], place: str) -> Any:
    if shape.type_name == "structure":
        return _structure(shape, form, f"{place}.") or None
    if shape.type_name == "list":
        return _list(shape, form, place)
    if shape.type_name == "map" or place not in form:
        return None
    return _scalar(shape, form[place])


def _list(shape: Shape, form: Mapping[str, str], place: str) -> list[Any] | None:
    inside = (
        place
        if shape.serialization.get("flattened")
        else f"{place}.{shape.member.serialization.get('name', 'member')}"
    )
    elements: list[Any] = []
    while (element := _value(shape.member, form, f"{inside}.{len(elements) + 1}")) is not None:
        elements.append(element)
    return elements or None


def _scalar(shape: Shape, text: str) -> Any:
    if shape.type_name in ("integer", "long"):
        return _number(text)
    if shape.type_name == "boolean":
        return text == "true"
    return text


def _number(text: str) -> int:
    try:
        return int(text)
    except ValueError as problem:
        raise Refusal(
            "MalformedInput",
            # unconfirmed: the text.
            "",
            cause="aws-api.wrong-type",
            facts=Facts(where="request body", found=shown(text), expected="a whole number"),
        ) from problem


def _write_structure(element: Any, shape: Shape, output: Mapping[str, Any]) -> None:
    namespace = etree.QName(element).namespace
    for name, member in shape.members.items():
        value = output.get(name)
        if value is not None:
            child = etree.SubElement(element, f"{{{namespace}}}{name}")
            if member.type_name == "structure":
                _write_structure(child, member, value)
            else:
                child.text = _text(value)


def _text(value: Any) -> str:
    return f"{value.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(value, datetime) else str(value)
