"""The one adapter to moto. Only these modules import it, and they only inside functions: it takes half a second.

moto is global to the process and keeps its state in memory, so it is treated as a copy of the store: `process` knows
which revision of the store it holds, and fills it anew where that is not the one asked for. Every internal of moto
that is touched here has a test in tests/accounts/moto_adapter.
"""
