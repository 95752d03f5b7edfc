"""LG-VIS, the benchmark of masks asked for in words: the published scorer's numbers, and the right ones beside them.

`reading` opens the files of a video, `overlap` compares its tracks, `official` and `corrected` are the two protocols,
`split` takes either through a list of videos. `python -m annotator.scoring.lgvis --help` is the door for strangers.
"""
