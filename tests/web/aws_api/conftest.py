"""Fixtures for tests of the AWS APIs: boto3 over the emulator's socket."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.config import Config

from emulator.permissions.instances import organization_instance
from emulator.server import Server
from tests.conftest import RunningEmulator
from tests.web.scim.client import ScimClient

# Exceptions of the protocol itself and of the portal, which no model declares.
UNDECLARED = {
    "UnrecognizedClientException",
    "MissingAuthenticationTokenException",
    "UnknownOperationException",
    "SerializationException",
    "RequestEntityTooLargeException",
    "ForbiddenException",
}

ClientFactory = Callable[..., Any]


@pytest.fixture(scope="session")
def clients(server: Server) -> Iterator[ClientFactory]:
    """Makes boto3 clients of the session's server; every error that one of them meets must be declared."""
    made: dict[tuple[str, str, str], Any] = {}

    def client(service: str, *, region: str = "us-east-1", access_key_id: str = "AKIAEXAMPLE") -> Any:
        key = (service, region, access_key_id)
        if key not in made:
            made[key] = boto3.session.Session().client(
                service,
                region_name=region,
                endpoint_url=server.url,
                aws_access_key_id=access_key_id,
                aws_secret_access_key="secret",
                config=Config(retries={"total_max_attempts": 1}, parameter_validation=False),
            )
            made[key].meta.events.register("after-call", _error_is_declared)
        return made[key]

    yield client
    for known in made.values():
        known.close()


def _error_is_declared(parsed: Any, model: Any, **_: Any) -> None:
    code = parsed.get("Error", {}).get("Code")
    if code is not None:
        assert code in {shape.name for shape in model.error_shapes} | UNDECLARED, f"{model.name} answered {code}"


@dataclass(frozen=True)
class IdentityStore:
    """The Identity Store API of an emulator without users; calls name its store unless they name another."""

    client: Any
    store_id: str
    emulator: RunningEmulator

    def __call__(self, operation: str, **parameters: Any) -> dict[str, Any]:
        answer: dict[str, Any] = getattr(self.client, operation)(**{"IdentityStoreId": self.store_id, **parameters})
        answer.pop("ResponseMetadata", None)
        return answer

    def refused(self, operation: str, **parameters: Any) -> "RefusedCall":
        """Make the call, which must be refused."""
        with pytest.raises(self.client.exceptions.ClientError) as caught:
            self(operation, **parameters)
        return RefusedCall.of(caught.value)

    def user(self, user_name: str = "jane", **members: Any) -> str:
        """Create a user; returns the id."""
        person = {
            "UserName": user_name,
            "DisplayName": user_name.title(),
            "Name": {"GivenName": user_name.title(), "FamilyName": "Doe"},
        }
        return str(self("create_user", **{**person, **members})["UserId"])

    def group(self, display_name: str = "Readers", **members: Any) -> str:
        """Create a group; returns the id."""
        return str(self("create_group", DisplayName=display_name, **members)["GroupId"])

    def member(self, group_id: str, user_id: str) -> str:
        """Make a user a member of a group; returns the id of the membership."""
        made = self("create_group_membership", GroupId=group_id, MemberId={"UserId": user_id})
        return str(made["MembershipId"])


@dataclass(frozen=True)
class RefusedCall:
    """An error as a client sees it, with the cause that the emulator adds."""

    code: str
    message: str
    status: int
    cause: str
    body: dict[str, Any]

    @classmethod
    def of(cls, error: Any) -> "RefusedCall":
        response = error.response
        metadata = response["ResponseMetadata"]
        return cls(
            code=response["Error"]["Code"],
            message=response["Error"].get("Message", ""),
            status=metadata["HTTPStatusCode"],
            cause=metadata["HTTPHeaders"]["x-emulator-cause"],
            body={name: value for name, value in response.items() if name not in ("Error", "ResponseMetadata")},
        )


@pytest.fixture
def identity_store(emulator: RunningEmulator, clients: ClientFactory) -> IdentityStore:
    """The Identity Store API of an emulator without users and groups."""
    with emulator.context.store.transaction() as tx:
        store_id = organization_instance(tx).identity_store_id
    return IdentityStore(clients("identitystore"), store_id, emulator)


@pytest.fixture
def scim(emulator: RunningEmulator) -> Iterator[ScimClient]:
    """A SCIM client of the same emulator."""
    client = ScimClient(emulator.url, emulator.context)
    yield client
    client.close()


@dataclass(frozen=True)
class Surroundings:
    """The services around ours, of an emulator that has just been seeded."""

    emulator: RunningEmulator

    def client(
        self, service: str, credentials: Any = None, *, region: str = "us-east-1", key: str = "testing"
    ) -> Any:
        """A boto3 client with any access key, or with temporary credentials."""
        return boto3.session.Session().client(
            service,
            region_name=region,
            endpoint_url=self.emulator.url,
            aws_access_key_id=credentials.access_key_id if credentials else key,
            aws_secret_access_key=credentials.secret_access_key if credentials else "secret",
            aws_session_token=credentials.session_token if credentials else None,
            config=Config(retries={"total_max_attempts": 1}),
        )


@pytest.fixture
def surroundings(emulator: RunningEmulator) -> Surroundings:
    """AWS as it is around IAM Identity Center."""
    return Surroundings(emulator)
