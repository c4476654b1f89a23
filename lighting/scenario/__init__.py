"""Scenarios: a town, what breaks in it and when, and what is expected of the controller."""
