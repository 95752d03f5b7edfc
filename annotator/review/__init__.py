"""Submissions, findings and verdicts. The room to copy when you make a new one."""
