"""What lamps used and how long they burned: by the hour, and over any time. No IO but in rolling.

Every figure says for how much of its time it holds; where nothing is known there is no figure.
"""
