"""How AWS words that a request is denied (IAM User Guide, "Troubleshoot access denied error messages")."""

from emulator.authorization.policies.evaluation import Denial


def not_authorized(principal_arn: str, action: str, resource: str) -> str:
    """The sentence without a reason, as IAM Identity Center says it to delegated administrators."""
    # unconfirmed: that actions on no resource in particular are worded without one.
    about = "" if resource == "*" else f" on resource: {resource}"
    return f"User: {principal_arn} is not authorized to perform: {action}{about}"


def denied(principal_arn: str, action: str, resource: str, denial: Denial) -> str:
    """The sentence with the type of the policy that decided."""
    return f"{not_authorized(principal_arn, action, resource)} {_reason(action, denial)}"


def _reason(action: str, denial: Denial) -> str:
    if denial.explicit:
        article = "an" if denial.policy_type.startswith("i") else "a"
        return f"with an explicit deny in {article} {denial.policy_type}"
    return f"because no {denial.policy_type} allows the {action} action"
