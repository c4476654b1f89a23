"""THE table of what is said for faults, incidents and repairs: each sentence in two languages."""
