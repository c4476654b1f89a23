"""The daemon's HTTP API: the one door for people and programs, with rights, checks and a name.

Its threads never touch the city: each request becomes a question that is put to its owner.
"""

from lighting.api.app import make_app
from lighting.api.server import Server, serve

__all__ = ["Server", "make_app", "serve"]
