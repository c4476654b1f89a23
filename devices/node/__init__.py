"""What a node does, whoever runs it: a simulator, a bridge to bought hardware, a firmware port.

`machine` is the door: `boot`, `handle`, `next_due_ms`. Nothing here does IO or asks for the time.
"""
