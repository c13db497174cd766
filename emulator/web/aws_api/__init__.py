"""The AWS APIs, served from botocore's own service models: find the operation, parse, validate, call, serialize.

`services.py` is the table of services; each has a sub-package with one plain function per operation.
"""
