"""How the lamps are: what they say held against what they should do, and their silence."""
