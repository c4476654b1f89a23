"""The shell around the core: threads, the daemon, its log, and what it does beside receiving."""
