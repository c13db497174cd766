"""What a person or a program asks the test IdP for, read from form or query fields."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from emulator.saml import names
from emulator.saml.signing import SignatureAlgorithm
from emulator.saml.writing import AttributeValues
from emulator.web.test_idp.faults.fault import SignedParts
from emulator.web.test_idp.faults.vocabulary import FAULT_BY_ID
from emulator.web.test_idp.issuing import PublishedCertificates
from emulator.web.test_idp.service_provider import RegisteredApplication, read_application, web_address

NAME_ID_FORMATS: Mapping[str, str | None] = {
    "emailAddress": names.EMAIL_ADDRESS,
    "unspecified": names.UNSPECIFIED,
    "persistent": "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent",
    "transient": "urn:oasis:names:tc:SAML:2.0:nameid-format:transient",
    # As printed, by mistake, in the user guide (facts/signin.md §1.17).
    "mistyped": "urn:oasis:name:tc:SAML:1.1:nameid-format:emailAddress",
    "none": None,
}

_FORBIDDEN_IN_XML = {chr(code) for code in range(32)} - set("\t\n\r") | {"\ufffe", "\uffff"}
_SHORT_PREFIX = "AccessControl:"


class FormProblem(ValueError):
    """The fields cannot be used; `problems` maps a field to a sentence."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {problem}" for field, problem in problems.items()))
        self.problems = problems


def _writable(text: str) -> str:
    if any(c in _FORBIDDEN_IN_XML or "\ud800" <= c <= "\udfff" for c in text):
        raise ValueError("has a control character, which XML cannot carry")
    return text


def _known_fault(text: str) -> str:
    if text not in FAULT_BY_ID:
        similar = get_close_matches(text, FAULT_BY_ID, n=1)
        raise ValueError(f"there is no fault {text!r}" + (f"; did you mean {similar[0]!r}?" if similar else ""))
    return text


def _format_uri(text: str) -> str:
    if text in NAME_ID_FORMATS or ":" in text:
        return text
    raise ValueError(f"is neither a URI nor one of {', '.join(NAME_ID_FORMATS)}")


def _attributes(text: Any) -> Any:
    """Lines of `name=value`; a name on several lines gets several values."""
    if not isinstance(text, str):
        return text
    values: dict[str, tuple[str, ...]] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, equals, value = (part.strip() for part in line.partition("="))
        # The prefix's own URL holds no equals sign, so the first one separates.
        if not equals or not name:
            raise ValueError(f"{line!r} is not of the form name=value")
        if name.startswith(_SHORT_PREFIX):
            name = names.ACCESS_CONTROL_PREFIX + name.removeprefix(_SHORT_PREFIX)
        values[name] = (*values.get(name, ()), _writable(value))
        _writable(name)
    return tuple(AttributeValues(name=name, values=each) for name, each in values.items())


Text = Annotated[str, StringConstraints(min_length=1, max_length=4096), AfterValidator(_writable)]
WebAddress = Annotated[Text, AfterValidator(web_address)]


class SignInForm(BaseModel):
    """Who signs in, where the response goes, what it says, and what is wrong with it.

    Where addresses are left out, those of the request or of the registered application are used.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    name_id: Text
    fault: tuple[Annotated[str, AfterValidator(_known_fault)], ...] = ()
    acs_url: WebAddress | None = None
    audience: Text | None = None
    in_response_to: Text | None = None
    relay_state: Annotated[str, StringConstraints(max_length=100_000)] | None = None
    attributes: Annotated[tuple[AttributeValues, ...], BeforeValidator(_attributes)] = ()
    sign: SignedParts = SignedParts.BOTH
    algorithm: SignatureAlgorithm = SignatureAlgorithm.RSA_SHA256
    name_id_format: Annotated[Text, AfterValidator(_format_uri)] = "emailAddress"
    session_minutes: int | None = Field(None, ge=1, le=525_600)
    clock_skew_seconds: int = Field(900, ge=0, le=315_360_000)
    review: bool = Field(False, description="Show the response before it is sent.")


class ApplicationForm(BaseModel):
    """The application to register: its metadata, or its ACS URL and audience."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    metadata: str | None = None
    acs_url: WebAddress | None = None
    audience: Text | None = None


class MetadataQuery(BaseModel):
    """What the provider's metadata shall say, to rehearse mistakes in it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name_id_format: Annotated[Text, AfterValidator(_format_uri)] = "emailAddress"
    certificates: PublishedCertificates = PublishedCertificates.ALL


def name_id_format_uri(name: str) -> str | None:
    """The URI of a format given by its short name or as a URI; None for `none`."""
    return NAME_ID_FORMATS.get(name, name)


def read_sign_in(fields: Mapping[str, list[str]]) -> SignInForm:
    """Who signs in, and how. Raises FormProblem."""
    return _read(SignInForm, fields)


def read_application_form(fields: Mapping[str, list[str]]) -> RegisteredApplication:
    """The application to register. Raises FormProblem, and UnreadableMessage for its metadata."""
    form = _read(ApplicationForm, fields)
    if form.metadata is not None:
        return read_application(form.metadata)
    if form.acs_url is None or form.audience is None:
        raise FormProblem({"metadata": "give the metadata, or both acs_url and audience"})
    return RegisteredApplication(audience=form.audience, acs_urls=(form.acs_url,))


def read_metadata_query(fields: Mapping[str, list[str]]) -> MetadataQuery:
    """The wishes for the provider's metadata. Raises FormProblem."""
    return _read(MetadataQuery, fields)


_Form = TypeVar("_Form", bound=BaseModel)


def _read(model: type[_Form], fields: Mapping[str, list[str]]) -> _Form:
    """The model filled from fields, of which only `fault` may repeat; empty ones count as left out."""
    given: dict[str, Any] = {}
    for name, values in fields.items():
        filled = [value for value in values if value]
        if filled:
            given[name] = filled if name == "fault" else filled[0]
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise FormProblem(_sentences(error.errors(), model.model_fields)) from error


def _sentences(errors: Iterable[Any], known: Iterable[str]) -> dict[str, str]:
    problems: dict[str, str] = {}
    for error in errors:
        field = str(error["loc"][0])
        if error["type"] == "extra_forbidden":
            similar = get_close_matches(field, list(known), n=1)
            problems[field] = "there is no such field" + (f"; did you mean {similar[0]!r}?" if similar else "")
        else:
            problems[field] = error["msg"].removeprefix("Value error, ")
    return problems
