"""What every node should hold and show, and how far each change of that has come."""
