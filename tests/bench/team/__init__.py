"""A whole team at work for some minutes, played by scripts over HTTP and sockets, and whether the line held."""
