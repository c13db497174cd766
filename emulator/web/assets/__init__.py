"""Style sheet and scripts that the emulator's own pages share."""
