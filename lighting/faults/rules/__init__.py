"""Rules, one idea to a file: pure functions of one lamp's sample and of what is remembered."""
