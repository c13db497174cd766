"""Mail to users: what AWS's messages say, the outbox that keeps them all, and delivery by SMTP."""
