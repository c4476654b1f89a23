"""Many faults with one cause, gathered as they come and given back as they end."""
