"""What is broken: codes, rules, life cycle and incidents."""
