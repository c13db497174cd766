"""The admin console `/console`: server-rendered pages for what an administrator of IAM Identity Center does.

It does everything through the functions of the control API and of the AWS APIs; no rule lives here.
"""
