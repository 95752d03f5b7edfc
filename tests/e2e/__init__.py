"""The browser tests: the whole product as `make run` starts it, and people at real browsers."""
