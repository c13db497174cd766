"""One file per group of rules; each fault is refused with its own cause."""
