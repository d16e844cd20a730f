-- What failed may be tried again when an operator says so (`again`: since when it waits for that).
-- What is dropped leaves only that it was, and when (`dropped_at`).

ALTER TABLE dead_letters ADD COLUMN again INTEGER;
ALTER TABLE dead_letters ADD COLUMN dropped_at INTEGER;
