"""Work orders: what has to be repaired, by whom, in which order, and what proves the repair."""
