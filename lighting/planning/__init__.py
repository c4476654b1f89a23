"""What another schedule would change: for which lamps, on which nights, at what cost."""
