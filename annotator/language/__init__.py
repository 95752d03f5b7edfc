"""Asking a language model that somebody runs elsewhere: the line to it, what is asked, how an answer is read."""
