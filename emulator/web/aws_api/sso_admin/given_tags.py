"""The tags that a Create or TagResource operation gives."""

from emulator.web.aws_api.call import Call


def given_tags(call: Call) -> dict[str, str]:
    """The `Tags` of the call, by key; of several with one key the last."""
    return {tag["Key"]: tag["Value"] for tag in call.input.get("Tags", ())}
