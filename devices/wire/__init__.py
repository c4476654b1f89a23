"""The wire, version 1: topics, messages and codec, and nothing that does IO."""
