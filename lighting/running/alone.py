"""One controller for one database: two would undo each other without ever noticing."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from lighting.errors import StoreUnavailable


@contextmanager
def alone_with(path: Path) -> Iterator[None]:
    """Keep a second controller away from a database for as long as the block runs.

    The lock is the operating system's: it goes with the process, however that ends.
    """
    with _locked(path.with_name(f"{path.name}.lock"), path):
        yield


def _locked(lock: Path, path: Path) -> IO[str]:
    try:
        file = lock.open("a")
    except OSError as error:
        why, remedy = error.strerror or "", "check [store] path and its folder's permissions"
        raise StoreUnavailable(f"{lock} can't be written", why, remedy) from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        file.close()
        why, remedy = "another controller runs with it", "end that one first"
        raise StoreUnavailable(f"{path} is in use", why, remedy) from error
    return file
