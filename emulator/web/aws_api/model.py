"""The service models that the installed botocore ships; nothing here is written down twice.

botocore is imported on first use: it costs a tenth of a second that a start without AWS calls need not pay.
Its shapes are untyped for us, so they are `Any` throughout.
"""

from functools import cache
from typing import Any

Shape = Any


@cache
def service_model(service: str) -> Any:
    """botocore's ServiceModel of a service, by botocore's name for it."""
    from botocore.loaders import Loader
    from botocore.model import ServiceModel

    return ServiceModel(Loader().load_service_model(service, "service-2"), service)


@cache
def operation_model(service: str, operation: str) -> Any | None:
    """botocore's OperationModel; None where the installed model has no such operation."""
    model = service_model(service)
    return model.operation_model(operation) if operation in model.operation_names else None


@cache
def error_shape(service: str, code: str) -> Shape | None:
    """The shape of an exception that the service declares; None for one that it does not."""
    model = service_model(service)
    if code not in model.shape_names:
        return None
    shape = model.shape_for(code)
    return shape if shape.metadata.get("exception") else None


def is_document(shape: Shape) -> bool:
    """Whether the shape holds any JSON at all."""
    return bool(getattr(shape, "is_document_type", False))


def is_sensitive(shape: Shape) -> bool:
    """Whether values of the shape must not be printed: itself marked so, or made of something that is.

    Documents count as sensitive: here they carry the attributes of people.
    """
    return _is_sensitive(shape, frozenset())


def _is_sensitive(shape: Shape, above: frozenset[str]) -> bool:
    if shape.metadata.get("sensitive") or is_document(shape):
        return True
    if shape.name in above:
        return False
    parts = {
        "structure": lambda: list(shape.members.values()),
        "list": lambda: [shape.member],
        "map": lambda: [shape.key, shape.value],
    }.get(shape.type_name, list)()
    return any(_is_sensitive(part, above | {shape.name}) for part in parts)


def lower_camel(member: str) -> str:
    """`IdentityStoreId` as messages and events spell it: `identityStoreId`."""
    return member[:1].lower() + member[1:]
