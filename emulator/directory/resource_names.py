"""The Amazon Resource Names of users, groups and memberships, and ids given as such (facts/awsapi.md §4.6)."""

_PREFIX = "arn:aws:identitystore:::"


def user_arn(user_id: str) -> str:
    """`arn:aws:identitystore:::user/<id>`."""
    return f"{_PREFIX}user/{user_id}"


def group_arn(group_id: str) -> str:
    """`arn:aws:identitystore:::group/<id>`."""
    return f"{_PREFIX}group/{group_id}"


def membership_arn(membership_id: str) -> str:
    """`arn:aws:identitystore:::membership/<id>`."""
    return f"{_PREFIX}membership/{membership_id}"


def id_of(kind: str, reference: str) -> str:
    """The id in a reference to a `user`, `group` or `membership`, which is its id or its ARN.

    An ARN of another kind stays as it is, so that nothing is found by it; unconfirmed: AWS's answer to that.
    """
    return reference.removeprefix(f"{_PREFIX}{kind}/")
