"""Fault injection: rules by which requests fail that would have succeeded, for tests of one's own error handling."""
