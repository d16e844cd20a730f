-- Ballots that come in on paper or at the door: what was read off a sheet, who was visited, the
-- ballot somebody has in hand for another household, the keys of printed codes, and proxies.

-- `content` is what the first of two read, and goes as soon as the second has read it too.
CREATE TABLE paper_readings (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('ONCE', 'DIFFERENT', 'AGREED')),
  content TEXT,
  first INTEGER,
  second INTEGER,
  at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, vote, unit),
  FOREIGN KEY (courtyard, vote, unit) REFERENCES vote_roll (courtyard, vote, unit)
) STRICT, WITHOUT ROWID;

CREATE TABLE visits (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  mark TEXT NOT NULL CHECK (mark IN ('AWAY', 'DECLINED')),
  person INTEGER,
  at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, vote, unit),
  FOREIGN KEY (courtyard, vote, unit) REFERENCES vote_roll (courtyard, vote, unit)
) STRICT, WITHOUT ROWID;

-- One at a time: whoever takes up another ballot has put this one down.
CREATE TABLE ballots_in_hand (
  courtyard INTEGER NOT NULL,
  person INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  channel TEXT NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (courtyard, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE sheet_keys (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  key TEXT NOT NULL,
  PRIMARY KEY (courtyard, vote)
) STRICT, WITHOUT ROWID;

-- `given_by` is the member of the household who gave it by a tap, or, for one given on paper, the
-- first of the two who entered it.
CREATE TABLE proxies (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  holder INTEGER,
  state TEXT NOT NULL CHECK (state IN ('OFFERED', 'ACCEPTED', 'REFUSED', 'REVOKED')),
  given_by INTEGER,
  on_paper INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, vote, unit),
  FOREIGN KEY (courtyard, vote, unit) REFERENCES vote_roll (courtyard, vote, unit)
) STRICT, WITHOUT ROWID;
CREATE INDEX proxies_by_holder ON proxies (courtyard, vote, holder, unit);
