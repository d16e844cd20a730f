-- Announcements to everyone (event NULL) or to those going to an event, one row each. `reached` and
-- `missed` are written when the last private message is out; `closed` counts those
-- whose private chat was not open; `begins_at` is when the private messages may start.
CREATE TABLE broadcasts (
  courtyard INTEGER NOT NULL,
  broadcast INTEGER NOT NULL,
  by_person INTEGER,
  text TEXT NOT NULL,
  event INTEGER,
  state TEXT NOT NULL CHECK (state IN ('DRAFT', 'SENDING', 'ENDED')),
  created_at INTEGER NOT NULL,
  sent_at INTEGER,
  begins_at INTEGER,
  addressed INTEGER NOT NULL DEFAULT 0,
  reached INTEGER NOT NULL DEFAULT 0,
  missed INTEGER NOT NULL DEFAULT 0,
  closed INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (courtyard, broadcast)
) STRICT, WITHOUT ROWID;
CREATE INDEX broadcasts_by_person ON broadcasts (courtyard, by_person, state);

-- Who wants no announcements in the private chat (the group still has them).
CREATE TABLE broadcast_declined (
  courtyard INTEGER NOT NULL,
  person INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, person)
) STRICT, WITHOUT ROWID;

-- What the notice-board channel of a courtyard is called (its id stands in `courtyards`).
CREATE TABLE channels (
  courtyard INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  by_person INTEGER,
  linked_at INTEGER NOT NULL
) STRICT;
