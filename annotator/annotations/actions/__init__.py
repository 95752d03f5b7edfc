"""The only writes to annotations; one noun a file."""
