"""What can be wrong with the place where files are kept; a file that is not there is Python's FileNotFoundError."""


class StorageAway(Exception):
    """The storage does not answer, or lets us do nothing; what was asked of it may be asked again.

    None of AnnotatorError's family: it says nothing about the file, clip or release that somebody is at, and whoever
    catches refusals of those must not take it for one.
    """

    code = "storage_away"
