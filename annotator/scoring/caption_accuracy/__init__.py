"""Caption accuracy: a language model says, from 0 to 5, how far a predicted caption tells what a ground truth tells.

`prompt` is what it is asked, `answers` how an answer is read, `folder` where answers are kept, `judging` asks within a
cap, `split` takes it through a list of videos. `python -m annotator.scoring.caption_accuracy --help` is the door.
"""
