"""What is known of the nodes, and what a message from one of them changes."""
