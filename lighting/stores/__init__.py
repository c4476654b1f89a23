"""Where the town is kept."""
