"""What can be asked of the thread that owns the city, and ordered of it."""
