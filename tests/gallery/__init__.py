"""Every page of the emulator, with the state that shows it: for the accessibility tests and `make screenshots`."""
