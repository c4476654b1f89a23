"""How one lamp's samples are found: five minutes by five minutes, as their index is ordered.

What comes is put at the index's end; a month of one lamp is some nine thousand looks into it.
"""

SPANS = (
    "WITH RECURSIVE span (number) AS ("
    "SELECT (SELECT min(at_ms / 300000) FROM measured WHERE at_ms / 300000 >= ?2 / 300000)"
    " UNION ALL"
    " SELECT (SELECT min(at_ms / 300000) FROM measured WHERE at_ms / 300000 > number)"
    " FROM span WHERE number < ?3 / 300000) "
)
"""The five minutes that samples are of, from `?2` to `?3` [ms since 1970 UTC]; those of which
there are none are not walked through."""
OF_LAMP = (
    "FROM span CROSS JOIN served ON served.lamp = ?1"
    " CROSS JOIN sample ON sample.at_ms / 300000 = span.number AND sample.node = served.node"
    " WHERE sample.lamp = ?1 AND at_ms >= ?2 AND at_ms < ?3 ORDER BY at_ms, session"
)
"""The samples of the lamp `?1` from `?2` up to, and without, `?3`, oldest first; after `SPANS`."""
