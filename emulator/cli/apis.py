"""`idc apis`: how much of each AWS service is emulated."""

import json
from dataclasses import asdict

import click


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print every operation, as JSON.")
def apis(as_json: bool) -> None:
    """Count the operations of IAM Identity Center's AWS services that the emulator answers.

    The operations are those of the service models in the installed botocore. Every other AWS service is played by
    moto (IAM, STS and Organizations with the emulator's own rules before it).
    """
    # Imported here: the service models take longer to load than the help text should.
    from emulator.web.aws_api.services import coverage

    services = coverage()
    if as_json:
        click.echo(json.dumps([asdict(service) for service in services], indent=2))
        return
    for service in services:
        known = len(service.emulated) + len(service.missing)
        click.echo(f"{service.service:<14} {len(service.emulated)}/{known}")
        for operation in service.missing:
            click.echo(f"  missing: {operation}")
