"""What a resident or the power company asks of a month; pure arithmetic on what was recorded."""
