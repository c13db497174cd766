"""Pure evaluation of IAM policies: documents and a request in, a decision out; no store, no services."""
