"""The town: which lamps there are, what they should do, what they did, what is broken."""
