"""Where finished files are kept, on a disk or in a bucket: the one way to them, whichever it is."""
