"""What happened, as rows: written in the same transaction as the change, read by sockets with catch-up by number."""
