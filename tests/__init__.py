"""Tests are sentences: each name says what would be false if the code broke."""
