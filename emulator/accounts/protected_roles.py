"""Roles that only AWS changes: those of IAM Identity Center and of service-linked roles (facts/awsapi.md §4.7)."""

from emulator.guide.refusal import Facts, Refusal

# The twelve operations of IAM that declare UnmodifiableEntity. Tagging is not among them, nor is any operation on a
# SAML provider.
GUARDED_OPERATIONS = frozenset(
    {
        "AddRoleToInstanceProfile",
        "AttachRolePolicy",
        "DeleteRole",
        "DeleteRolePermissionsBoundary",
        "DeleteRolePolicy",
        "DetachRolePolicy",
        "PutRolePermissionsBoundary",
        "PutRolePolicy",
        "RemoveRoleFromInstanceProfile",
        "UpdateAssumeRolePolicy",
        "UpdateRole",
        "UpdateRoleDescription",
    }
)

_RESERVED_PATH = "/aws-reserved/"
_SERVICE_LINKED = "AWSServiceRoleFor"


def check_role_is_modifiable(operation: str, role_name: str, path: str) -> None:
    """Raise Refusal (protected-role.iam-edit) where the operation would change a protected role.

    Every caller is refused, administrators included; IAM Identity Center itself does not come this way.
    """
    if operation not in GUARDED_OPERATIONS:
        return
    if path.startswith(_RESERVED_PATH) or role_name.startswith(_SERVICE_LINKED):
        raise Refusal(
            "UnmodifiableEntity",
            f"Cannot perform the operation on the protected role '{role_name}' - this role is only modifiable by AWS",
            cause="protected-role.iam-edit",
            facts=Facts(
                where=f"iam:{operation}, RoleName",
                found=f"{role_name}, whose path is {path}",
                expected=f"a role outside {_RESERVED_PATH}; a role of IAM Identity Center follows its permission set",
            ),
        )
