"""`lighting doctor`: whether people can be told, and what doesn't reach them."""

from contextlib import closing

from lighting.errors import LightingError
from lighting.notify.sending import REMEDY, UNREADABLE, named, read_urls
from lighting.site.config import Config
from lighting.stores.outbox import Outbox

RECENT = 100
"""Messages that are looked at for failures."""


def messages(config: Config) -> str:
    """Look whether the addresses can be read, and whether what was said has gone.

    Raises:
        LightingError: An address can't be read, a message waits after a failure, or was given up.
    """
    if not config.notify.urls:
        return "[notify] names no addresses: nobody is told of faults"
    urls = read_urls(config.path.parent / config.notify.urls)
    names = [named(url) for url in urls]  # says so where the library is missing
    if wrong := [number for number, name in enumerate(names, 1) if name == UNREADABLE]:
        what = f"{config.notify.urls}: address {', '.join(map(str, wrong))} can't be read"
        raise LightingError(what, "nobody is told by it", "write it as apprise knows it; " + REMEDY)
    waiting, failed = _not_gone(config)
    if waiting or failed:
        what = f"messages that wait after a failure: {waiting}; given up of late: {failed}"
        remedy = "lighting notify list --waiting says why; lighting notify test tries the way"
        raise LightingError(what, remedy=remedy)
    return f"{len(urls)} address{'' if len(urls) == 1 else 'es'}; nothing waits"


def _not_gone(config: Config) -> tuple[int, int]:
    if not config.store_path.exists():
        return 0, 0
    with closing(Outbox.beside(config.store_path)) as outbox:
        found = outbox.listed(RECENT)
    waiting = sum(one.state == "waiting" and one.tries > 0 for one in found)
    return waiting, sum(one.state == "failed" for one in found)
