"""The customer managed keys in moto's KMS. moto must hold the present state (`process.filled`)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class CustomerKey:
    """A key as KMS describes it; `state` is Enabled, Disabled or PendingDeletion."""

    arn: str
    state: str
    policy: str


def find_key(arn: str) -> CustomerKey | None:
    """The key of that ARN; None where KMS does not have it."""
    _, _, _, region, account_id, resource = arn.split(":", 5)
    key = _kms(account_id, region).keys.get(resource.removeprefix("key/"))
    return None if key is None else CustomerKey(arn=key.arn, state=key.key_state, policy=key.policy)


def find_tagged_key(account_id: str, region: str, tag: tuple[str, str]) -> CustomerKey | None:
    """An enabled multi-Region key with that tag."""
    backend = _kms(account_id, region)
    for key_id, key in list(backend.keys.items()):
        tags = backend.tagger.get_tag_dict_for_resource(key_id)
        if key.multi_region and key.key_state == "Enabled" and tags.get(tag[0]) == tag[1]:
            return find_key(key.arn)
    return None


def create_multi_region_key(account_id: str, region: str, *, policy: str, tags: Mapping[str, str]) -> CustomerKey:
    """Make a key that can be replicated."""
    backend = _kms(account_id, region)
    made = backend.create_key(
        policy=policy,
        key_usage="ENCRYPT_DECRYPT",
        key_spec="SYMMETRIC_DEFAULT",
        description="IAM Identity Center",
        tags=None,
        multi_region=True,
    )
    _give_id_of_aws(backend, made)
    backend.tagger.tag_resource(made.id, [{"TagKey": key, "TagValue": value} for key, value in tags.items()])
    return CustomerKey(arn=made.arn, state=made.key_state, policy=made.policy)


def has_replica(arn: str, region: str) -> bool:
    """Whether the key, or its replica, is in the Region."""
    _, _, _, _, account_id, resource = arn.split(":", 5)
    return resource.removeprefix("key/") in _kms(account_id, region).keys


def replicate(arn: str, region: str) -> None:
    """Make a replica in another Region."""
    _, _, _, primary, account_id, resource = arn.split(":", 5)
    _kms(account_id, primary).replicate_key(resource.removeprefix("key/"), region)


def _give_id_of_aws(backend: Any, key: Any) -> None:
    """moto's ids of multi-Region keys have hyphens, which no API accepts. moto then knows the key by its ARN only."""
    given = "mrk-" + key.id.removeprefix("mrk-").replace("-", "")
    del backend.keys[key.id]
    key.arn = key.arn.replace(key.id, given)
    key.multi_region_configuration["PrimaryKey"]["Arn"] = key.arn
    key.id = given
    backend.keys[given] = key


def _kms(account_id: str, region: str) -> Any:
    from moto.kms.models import kms_backends

    return kms_backends[account_id][region]
