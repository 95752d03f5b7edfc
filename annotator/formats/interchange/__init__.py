"""Releases in the formats that other people's code reads: one file a format, each made from a release on disk."""
