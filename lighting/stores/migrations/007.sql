-- Faults that were cleared lately: they would come back as themselves.
CREATE INDEX fault_cleared ON fault (json_extract(body, '$.cleared_ms')) WHERE state = 'cleared';
DROP INDEX fault_open;
CREATE INDEX fault_open ON fault (state) WHERE state NOT IN ('cleared', 'closed');
