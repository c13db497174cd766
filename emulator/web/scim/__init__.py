"""The SCIM 2.0 API, `/<tenant>/scim/v2`, as AWS's SCIM developer guide describes it (facts/scim.md).

A request's way: gateway (route, authenticate, read) → users, groups or discovery (call the directory) → answer.
"""
