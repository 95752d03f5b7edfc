"""Receiving files and turning them into clips.

(Builder of this room: the exact plan is in /work/plan/STAGE2_VIDEOS.md; replace this docstring.)
"""
