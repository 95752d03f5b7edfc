"""Caption measures beside caption accuracy: each a plug-in that says what it lacks where it cannot be computed.

`measure` is what they have in common, `letters`, `words` and `embeddings` are they, `split` makes one table of a split.
`python -m annotator.scoring.caption_measures --help` is the door.
"""
