"""The metric study: which caption measure agrees with people.

`study` is the arithmetic, `reading` opens a study's file, `python -m annotator.scoring.metric_study` is the door.
"""
