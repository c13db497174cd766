"""Applications that people reach through IAM Identity Center: who may use them, and how they get tokens."""
