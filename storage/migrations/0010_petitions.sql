-- Residents who together demand a meeting, or a recall, on a topic. Until enough have signed there
-- are only names (each may be taken back); `signed` of so many `adults` is what it was then.
-- `vote` is what the council drafted for it.

CREATE TABLE petitions (
  courtyard INTEGER NOT NULL,
  topic INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('MEETING', 'RECALL')),
  reached_at INTEGER NOT NULL,
  signed INTEGER NOT NULL,
  adults INTEGER NOT NULL,
  vote INTEGER,
  PRIMARY KEY (courtyard, topic, kind),
  FOREIGN KEY (courtyard, topic) REFERENCES topics (courtyard, topic)
) STRICT, WITHOUT ROWID;

CREATE TABLE petition_names (
  courtyard INTEGER NOT NULL,
  topic INTEGER NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('MEETING', 'RECALL')),
  person INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, topic, kind, person),
  FOREIGN KEY (courtyard, topic) REFERENCES topics (courtyard, topic)
) STRICT, WITHOUT ROWID;
