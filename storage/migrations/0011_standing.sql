-- What an operator's gauges ask for. `dirty_since`: since when a card has not shown the truth.
-- The index holds only what was tried in vain: nearly nothing while Telegram answers.
ALTER TABLE cards ADD COLUMN dirty_since INTEGER NOT NULL DEFAULT 0;
UPDATE cards SET dirty_since = not_before;
CREATE INDEX outbox_tried ON outbox (created_at) WHERE state = 'WAITING' AND attempts > 0;
