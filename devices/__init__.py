"""What is said on the wire, how it travels, what a node does, and lamps that pretend."""
