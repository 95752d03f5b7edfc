"""People, roles, API tokens, and the type of a signed-in request."""
