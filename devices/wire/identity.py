"""Names on the wire: what a site, a node, a group and a program may be called.

A name goes into a topic, so its form is checked once, here: nobody can smuggle `+`, `#` or `/`
into a subscription.
"""

import re
from typing import Annotated

from pydantic import StringConstraints

NAME_PATTERN = "[a-z0-9][a-z0-9-]{0,30}"
NODE_PATTERN = "n-[a-z0-9-]{1,29}"
_NAME, _NODE = re.compile(NAME_PATTERN), re.compile(NODE_PATTERN)

Name = Annotated[str, StringConstraints(pattern=f"^{NAME_PATTERN}$", max_length=31)]
NodeId = Annotated[str, StringConstraints(pattern=f"^{NODE_PATTERN}$", max_length=31)]


def is_name(text: str) -> bool:
    """Whether the text may name a site, a group or a program."""
    return _NAME.fullmatch(text) is not None


def is_node(text: str) -> bool:
    """Whether the text may name a node: a name that starts with `n-`."""
    return _NODE.fullmatch(text) is not None
