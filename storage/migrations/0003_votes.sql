-- Votes, the roll frozen when each one opens, the ballot that counts for each unit, and all ballots
-- ever cast. `unit` is a household number, or a person for the council's and residents' votes.

CREATE TABLE votes (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  title TEXT NOT NULL,
  topic INTEGER,
  electorate TEXT NOT NULL CHECK (electorate IN ('HOUSEHOLDS', 'RESIDENTS', 'COUNCIL')),
  options TEXT NOT NULL,
  rule TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('DRAFT', 'OPEN', 'CLOSED', 'CANCELLED')),
  by_person INTEGER NOT NULL,
  closes_at INTEGER,
  opened_at INTEGER,
  closed_at INTEGER,
  close_reason TEXT,
  eligible INTEGER NOT NULL DEFAULT 0,
  text_hash TEXT,
  result TEXT,
  counted TEXT,
  head TEXT,
  PRIMARY KEY (courtyard, vote)
) STRICT, WITHOUT ROWID;
CREATE INDEX votes_by_state ON votes (courtyard, state, closes_at);

CREATE TABLE vote_roll (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  label TEXT NOT NULL,
  PRIMARY KEY (courtyard, vote, unit),
  FOREIGN KEY (courtyard, vote) REFERENCES votes (courtyard, vote)
) STRICT, WITHOUT ROWID;

CREATE TABLE ballots (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  choice INTEGER NOT NULL,
  person INTEGER,
  cast_at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, vote, unit),
  FOREIGN KEY (courtyard, vote, unit) REFERENCES vote_roll (courtyard, vote, unit)
) STRICT, WITHOUT ROWID;

CREATE TABLE ballot_history (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  cast_at INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  choice INTEGER NOT NULL,
  person INTEGER,
  PRIMARY KEY (courtyard, vote, unit, turn)
) STRICT, WITHOUT ROWID;
