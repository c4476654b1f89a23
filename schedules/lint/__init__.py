"""What would go wrong with a right document: each night of a year, looked at beforehand."""
