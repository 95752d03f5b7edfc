"""The team of `tests.bench.team` at work while processes and servers are killed under it, and what of it was lost."""
