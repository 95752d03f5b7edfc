"""What the active model drafts for people: who may ask, what goes without, and what a worker hands in."""
