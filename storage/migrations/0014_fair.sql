-- Of equally urgent messages the oldest goes first, whichever courtyard it is of: with the number
-- of the courtyard in front, the last ones waited for all others whenever there was much to send.
DROP INDEX outbox_queue;
CREATE INDEX outbox_queue ON outbox (priority, created_at, courtyard, id) WHERE state = 'WAITING';
DROP INDEX outbox_waiting;
CREATE INDEX outbox_waiting ON outbox (chat, priority, created_at, courtyard, id)
  WHERE state = 'WAITING';
