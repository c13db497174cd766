"""The troubleshooting guide as data: entries, causes, and what a refusal means to the person who meets it."""
