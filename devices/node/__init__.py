"""What a lamp node does, whoever runs it: a pure state machine that obeys the wire."""
