"""Which light is wanted when, and why: pure arithmetic on given times and places."""
