"""Models that a project knows: registered from the shell, promoted and rolled back by a lead, proved when loaded."""
