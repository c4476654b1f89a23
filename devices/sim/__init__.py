"""Lamps that pretend: electricity, ailments, fleets, and brokers to meet on."""
