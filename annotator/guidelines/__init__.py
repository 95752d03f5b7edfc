"""What a project asks of its captions: a text in versions, and who has seen which."""
