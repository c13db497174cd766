"""The `idc` command, one file per verb."""

import importlib

import click

_VERBS = {
    "serve": "emulator.cli.serve:serve",
    "ready": "emulator.cli.ready:ready",
    "config": "emulator.cli.config:config",
    "apis": "emulator.cli.apis:apis",
    "check": "emulator.cli.check:check",
    "events": "emulator.cli.events:events",
    "export": "emulator.cli.export:export",
    "import": "emulator.cli.import_seed:import_seed",
    "diagnose": "emulator.cli.diagnose:diagnose",
    "lab": "emulator.cli.lab:lab",
    "explain": "emulator.cli.explain:explain",
    "scenario": "emulator.cli.scenario:scenario",
}


class _Verbs(click.Group):
    """Imports a verb only when it is asked for, so that every command starts fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _VERBS:
            return None
        module, name = _VERBS[cmd_name].split(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="identity-center-emulator", prog_name="idc")
def main() -> None:
    """A local AWS IAM Identity Center that explains every refusal.

    \b
    Start here:
      idc serve                        run the emulator and print what to enter at your identity provider
      idc scenario run                 reproduce the errors of AWS's troubleshooting guide, and prove each fix
      idc check saml response.xml      examine a SAML response without a server
      idc check scim user.json         tell what AWS would answer to a SCIM client, and every rule that it breaks
      idc diagnose jane@example.com    find the broken link between a person and an account, on a running emulator
      idc export state.yaml            write the state of a running emulator as a seed file
      idc lab list                     learn by repairing: a course of broken set-ups, with hints and checks
      idc explain "<text of an error>" tell what an error means and how to fix it
    """
