"""People draw one keyframe a second; this package computes the masks in between.

`propagate.propagate` is the way in, `registry.predictor_by_name` chooses who computes. Nothing here knows
Django or Celery but `worker.py`, which is the only door to both.
"""
