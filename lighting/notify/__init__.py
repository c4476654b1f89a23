"""Who is told what of faults and incidents: decided here, kept before it is sent."""
