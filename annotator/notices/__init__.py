"""What happened, told to the people and programs whom it concerns; and the watch that wakes everything."""
