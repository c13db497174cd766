"""The HTTP surfaces, one sub-package each: parse, call the domain, render."""
