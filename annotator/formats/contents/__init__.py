"""What a release holds beside annotations, splits and videos, each file with its writer and what can be wrong in it."""
