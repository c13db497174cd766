"""Which emulator this is: version, settings without secrets, the instance and its URLs."""

from importlib.metadata import version
from typing import Any

from emulator.identity_source.service_provider import metadata_url, portal_url, service_provider
from emulator.permissions.instances import Instance, organization_instance
from emulator.signin.tokens.start_urls import awsapps_url
from emulator.web.control.route import Answer, Control


class InstanceInfo(Answer):
    """The instance, with the URLs that an identity provider and a browser are given."""

    instance_arn: str
    identity_store_id: str
    region: str
    account_id: str
    portal_url: str
    start_url: str
    acs_url: str
    issuer: str
    metadata_url: str


class Info(Answer):
    """The running emulator; secret settings are shown as asterisks."""

    version: str
    public_url: str
    instance: InstanceInfo
    settings: dict[str, Any]


def info(control: Control) -> Info:
    """Version, settings, instance and URLs."""
    context = control.context
    with context.store.transaction() as tx:
        instance = organization_instance(tx)
    return Info(
        version=version("identity-center-emulator"),
        public_url=context.public_url,
        instance=describe_instance(instance, context.public_url),
        settings=context.settings.model_dump(mode="json"),
    )


def describe_instance(instance: Instance, public_url: str) -> InstanceInfo:
    """The instance as control API and command line show it."""
    saml = service_provider(instance, public_url)
    return InstanceInfo(
        instance_arn=instance.instance_arn,
        identity_store_id=instance.identity_store_id,
        region=instance.region,
        account_id=instance.owner_account_id,
        portal_url=portal_url(public_url),
        start_url=awsapps_url(instance),
        acs_url=saml.acs_url,
        issuer=saml.issuer,
        metadata_url=metadata_url(instance, public_url),
    )
