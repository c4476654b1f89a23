"""Nights of a schedule as pictures, for a terminal and as SVG, and as a calendar."""
