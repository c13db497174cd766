"""The faults that the test IdP can put into a response: a closed vocabulary, one table, small functions."""
