"""`python -m emulator` is the `idc` command."""

from emulator.cli import main

main(prog_name="idc")
