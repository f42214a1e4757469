"""Settings, addresses and the two roads of the server."""
