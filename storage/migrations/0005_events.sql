-- Events and what people answered. `capacity` is NULL while nobody has said, 0 for no limit. `turn`
-- is the place in the queue: whoever says "going" anew goes to its end. `person` is NULL once they
-- asked to be forgotten after the event; their heads stay counted.

CREATE TABLE events (
  courtyard INTEGER NOT NULL,
  event INTEGER NOT NULL,
  title TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('DRAFT', 'OPEN', 'ENDED', 'CANCELLED')),
  by_person INTEGER,
  starts_at INTEGER,
  place TEXT,
  capacity INTEGER,
  opened_at INTEGER,
  reason TEXT,
  report TEXT,
  PRIMARY KEY (courtyard, event)
) STRICT, WITHOUT ROWID;
CREATE INDEX events_by_state ON events (courtyard, state, starts_at);

CREATE TABLE event_answers (
  courtyard INTEGER NOT NULL,
  event INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  person INTEGER,
  answer TEXT NOT NULL CHECK (answer IN ('GOING', 'MAYBE', 'NOT_GOING')),
  heads INTEGER NOT NULL CHECK (heads > 0),
  answered_at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, event, turn),
  FOREIGN KEY (courtyard, event) REFERENCES events (courtyard, event)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX event_answers_by_person ON event_answers (courtyard, event, person);
