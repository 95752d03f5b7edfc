"""Freeze, build, verify, publish: an immutable version of the dataset."""
