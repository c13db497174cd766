"""Runs every benchmark, or those that are named: `python -m tests.benchmarks [saml] [identity_store]`."""

import sys

from tests.benchmarks import identity_store, saml

BENCHMARKS = {"saml": saml.run, "identity_store": identity_store.run}


def main(names: list[str]) -> None:
    """Run the named benchmarks, all when none is named."""
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        raise SystemExit(f"no benchmark is named {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    for name in names or BENCHMARKS:
        BENCHMARKS[name]()


if __name__ == "__main__":
    main(sys.argv[1:])
