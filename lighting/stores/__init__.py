"""Where the town is kept: one contract, and the stores that fulfil it."""

from lighting.stores.kept import Kept, Reader, Store

__all__ = ["Kept", "Reader", "Store"]
