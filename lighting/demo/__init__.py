"""A night in Kupang: a simulated town with real messages, judged against the simulator's own truth."""
