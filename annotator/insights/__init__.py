"""Read-only views for people: lists of clips, queues, counts, and how far everything is."""
