"""A program that commits batches until it is killed: `python -m tests.support.committing FILE`.

After each commit it says the batch's number; what was said must be there afterwards.
"""

import sys
from itertools import count
from pathlib import Path

from lighting.rows import AuditRow, FactRow
from lighting.stores.sqlite import SqliteStore
from tests.support.stored import NOW_MS, sample_row

BATCH = 50


def main() -> None:
    store = SqliteStore.open(Path(sys.argv[1]))
    first = int(store.load(NOW_MS).facts.get("batch", "0")) + 1
    for batch in count(first):
        samples = [sample_row(batch * BATCH + number) for number in range(BATCH)]
        audit = AuditRow(NOW_MS, "test", "commit", str(batch), "to be killed", "", "")
        store.commit([*samples, audit, FactRow("batch", str(batch))], {"batches": batch})
        sys.stdout.write(f"{batch}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
