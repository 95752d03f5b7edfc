"""The model that helps people: trained from our own releases, and of use as drafts, never as annotations.

Pure torch. Only `worker.py` may know Django and the rooms of `annotator`; everything else here reads releases and
frames, so that training runs on a machine that has never seen the database.
"""
