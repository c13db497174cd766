"""Instances of IAM Identity Center, permission sets, assignments of accounts, and work that is under way."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from emulator.store.tables.base import Instant, metadata

instances = Table(
    "instances",
    metadata,
    Column("instance_arn", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("name", String),
    Column("status", String, nullable=False),
    Column("owner_account_id", String(12), nullable=False),
    Column("region", String, nullable=False),
    Column("identity_store_id", String, nullable=False, unique=True),
    Column("saml_tenant_id", String, nullable=False, unique=True),
    Column("session_minutes", Integer, nullable=False),
    Column("permission_sets_enabled", Boolean, nullable=False),
    Column("account_instances_opted_in", Boolean, nullable=False),
    Column("kms_key_arn", String),
    Column("network_configuration", JSON),
    Column("created_at", Instant, nullable=False),
    Index("instances_of_account", "owner_account_id"),
)


def _instance_arn() -> Column[str]:
    """The reference to the instance, with which everything in it disappears."""
    return Column("instance_arn", String, ForeignKey("instances.instance_arn", ondelete="CASCADE"), nullable=False)


def _permission_set_arn(*, primary_key: bool = False) -> Column[str]:
    reference = ForeignKey("permission_sets.permission_set_arn", ondelete="CASCADE")
    return Column("permission_set_arn", String, reference, primary_key=primary_key, nullable=False)


instance_regions = Table(
    "instance_regions",
    metadata,
    Column("instance_arn", String, ForeignKey("instances.instance_arn", ondelete="CASCADE"), primary_key=True),
    Column("region_name", String(32), primary_key=True),
    Column("status", String, nullable=False),
    Column("added_at", Instant, nullable=False),
)

access_control_configurations = Table(
    "access_control_configurations",
    metadata,
    Column("instance_arn", String, ForeignKey("instances.instance_arn", ondelete="CASCADE"), primary_key=True),
    Column("status", String, nullable=False),
    Column("status_reason", Text),
    Column("attributes", JSON, nullable=False),
)

permission_sets = Table(
    "permission_sets",
    metadata,
    Column("permission_set_arn", String, primary_key=True),
    _instance_arn(),
    Column("name", String(32), nullable=False),
    Column("description", String(700)),
    Column("session_duration", String(100), nullable=False),
    Column("relay_state", String(240)),
    Column("inline_policy", Text),
    Column("permissions_boundary", JSON),
    Column("revision", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("instance_arn", "name"),
    Index("permission_sets_in_order", "instance_arn", "created_at", "permission_set_arn"),
)

# A `reference` is the ARN of an AWS managed policy, or path and name of a policy that the accounts must hold.
attached_policies = Table(
    "attached_policies",
    metadata,
    _permission_set_arn(primary_key=True),
    Column("reference", String, primary_key=True),
    Column("aws_managed", Boolean, nullable=False),
    Column("attached_at", Instant, nullable=False),
)

account_assignments = Table(
    "account_assignments",
    metadata,
    Column("assignment_id", String(36), primary_key=True),
    _instance_arn(),
    Column("account_id", String(12), nullable=False),
    _permission_set_arn(),
    Column("principal_type", String, nullable=False),
    Column("principal_id", String(47), nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("permission_set_arn", "account_id", "principal_id"),
    Index("assignments_in_order", "permission_set_arn", "account_id", "created_at", "assignment_id"),
    Index("assignments_of_principal", "principal_id", "created_at", "assignment_id"),
    Index("assignments_of_principal_in_account", "principal_id", "account_id", "created_at", "assignment_id"),
)

# `revision` is that of the permission set when its role was last written into the account.
provisioned_permission_sets = Table(
    "provisioned_permission_sets",
    metadata,
    _permission_set_arn(primary_key=True),
    Column("account_id", String(12), primary_key=True),
    _instance_arn(),
    Column("role_name", String(64), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("provisioned_at", Instant, nullable=False),
    Index("provisioned_in_order", "permission_set_arn", "provisioned_at", "account_id"),
    Index("provisioned_to_account", "account_id", "provisioned_at", "permission_set_arn"),
)

# Work that AWS does in the background. `subject` is what it is about: a Region, an account, or empty.
operations = Table(
    "operations",
    metadata,
    Column("request_id", String(36), primary_key=True),
    Column("kind", String, nullable=False),
    _instance_arn(),
    Column("status", String, nullable=False),
    Column("failure_reason", Text),
    Column("failure_cause", String),
    Column("permission_set_arn", String),
    Column("subject", String, nullable=False),
    Column("principal_type", String),
    Column("principal_id", String(47)),
    Column("polls", Integer, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("created_at", Instant, nullable=False),
    Index("operations_in_order", "instance_arn", "kind", "created_at", "request_id"),
    Index("operations_by_status", "instance_arn", "kind", "status", "created_at", "request_id"),
    Index("operations_due", "status", "due_at"),
    Index("operations_on_permission_set", "permission_set_arn", "status"),
)

# One row, or none for the default: how long such work takes.
operation_pace = Table(
    "operation_pace",
    metadata,
    Column("polls", Integer, nullable=False),
    Column("seconds", Integer, nullable=False),
)

# Of any resource of the service, applications and trusted token issuers included.
resource_tags = Table(
    "resource_tags",
    metadata,
    Column("resource_arn", String, primary_key=True),
    Column("key", String(128), primary_key=True),
    Column("value", String(256), nullable=False),
)
