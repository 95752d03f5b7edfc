"""What pages ask when they open, measured in a project of 20,000 clips."""
