"""Active Directory as identity source: the embedded directory, and what AWS reads of it."""
