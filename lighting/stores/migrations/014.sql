-- What the list of lamps was before it was replaced: who was not in it, and the lines that changed
-- or went, as they were. With the list as it is now that gives each earlier one.
CREATE TABLE list_replaced (
    id INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL,
    added TEXT NOT NULL,
    before TEXT NOT NULL
) STRICT;
CREATE INDEX list_replaced_at ON list_replaced (at_ms);
