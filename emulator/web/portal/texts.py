"""What the access portal writes, in one place (facts/signin.md §3.1)."""

from emulator.accounts.credentials import Credentials

# Documented for a person without any assignment (facts/signin.md §3.1, item 7).
NOTHING_ASSIGNED = "You do not have any applications"
# unconfirmed: what AWS writes on a tab that is empty while the other one is not.
NO_ACCOUNTS = "You do not have any accounts"

# unconfirmed: what the button of administrator mode calls the receiver of an assertion for an account.
CONSOLE = "AWS Management Console"

GET_CREDENTIALS = "Get credentials"
RECOMMENDED = "AWS IAM Identity Center credentials (Recommended)"
OPTION_1 = "Option 1: Set AWS environment variables"
OPTION_2 = "Option 2: Add a profile to your AWS credentials file"
OPTION_3 = "Option 3: Use individual values in your AWS service client"

_SHELLS = {
    "macos-linux": ("macOS and Linux", 'export {name}="{value}"'),
    "windows": ("Windows", "SET {name}={value}"),
    "powershell": ("PowerShell", '$Env:{name}="{value}"'),
}


def environment_variables(credentials: Credentials) -> list[tuple[str, str, str]]:
    """Option 1 for each kind of shell: its id, its name, and the lines to paste."""
    values = {
        "AWS_ACCESS_KEY_ID": credentials.access_key_id,
        "AWS_SECRET_ACCESS_KEY": credentials.secret_access_key,
        "AWS_SESSION_TOKEN": credentials.session_token,
    }
    return [
        (shell, title, "\n".join(line.format(name=name, value=value) for name, value in values.items()))
        for shell, (title, line) in _SHELLS.items()
    ]


def profile(account_id: str, role_name: str, credentials: Credentials) -> str:
    """Option 2: a profile for the credentials file."""
    return "\n".join(
        (
            f"[{account_id}_{role_name}]",
            f"aws_access_key_id={credentials.access_key_id}",
            f"aws_secret_access_key={credentials.secret_access_key}",
            f"aws_session_token={credentials.session_token}",
        )
    )
