-- Votes, the roll frozen when each one opens, the ballot that counts for each unit, and all ballots
-- ever cast. `unit` is a household number, or a person for the council's and residents' votes; on
-- an owners' vote it is the first of the owner's flats.
-- `channel` says how a ballot came in, `helper` who brought it if not the household itself (the
-- first to read a paper ballot, who helped at the door, who holds the proxy).

CREATE TABLE votes (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  title TEXT NOT NULL,
  topic INTEGER,
  electorate TEXT NOT NULL CHECK (electorate IN
    ('HOUSEHOLDS', 'RESIDENTS', 'OWNERS', 'DELEGATES', 'COUNCIL', 'PARTY')),
  options TEXT NOT NULL,
  method TEXT NOT NULL,
  seats INTEGER NOT NULL DEFAULT 1 CHECK (seats >= 1),
  costs TEXT NOT NULL DEFAULT '[]',
  money INTEGER NOT NULL DEFAULT 0 CHECK (money >= 0),
  rule TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('DRAFT', 'NOTICED', 'OPEN', 'CLOSED', 'CONTESTED',
    'FINAL', 'VOIDED', 'CANCELLED')),
  by_person INTEGER NOT NULL,
  closes_at INTEGER,
  opened_at INTEGER,
  closed_at INTEGER,
  close_reason TEXT,
  eligible INTEGER NOT NULL DEFAULT 0,
  eligible_area INTEGER NOT NULL DEFAULT 0,
  text_hash TEXT,
  result TEXT,
  turnout INTEGER NOT NULL DEFAULT 0,
  counted TEXT,
  counted_area TEXT,
  outcome TEXT,
  head TEXT,
  present INTEGER CHECK (present > 0),
  effect TEXT,
  advice TEXT NOT NULL DEFAULT '{}',
  progress TEXT,
  opens_at INTEGER,
  posted_until INTEGER,
  objections_until INTEGER,
  repeats INTEGER,
  secret INTEGER NOT NULL DEFAULT 0,
  receipts INTEGER NOT NULL DEFAULT 0,
  proxied INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (courtyard, vote)
) STRICT, WITHOUT ROWID;
CREATE INDEX votes_by_state ON votes (courtyard, state, closes_at);

-- What somebody on the roll has against a result, and how the council ruled. `ruling` is what was
-- decided (reject, recount, void), `reason` why; both are public, `person` is not.
CREATE TABLE objections (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  objection INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  person INTEGER,
  text TEXT NOT NULL,
  at INTEGER NOT NULL,
  ruling TEXT CHECK (ruling IN ('reject', 'recount', 'void')),
  reason TEXT,
  ruled_at INTEGER,
  PRIMARY KEY (courtyard, vote, objection),
  FOREIGN KEY (courtyard, vote) REFERENCES votes (courtyard, vote)
) STRICT, WITHOUT ROWID;

CREATE TABLE vote_roll (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  label TEXT NOT NULL,
  building TEXT NOT NULL DEFAULT '',
  heads INTEGER NOT NULL DEFAULT 1,
  area INTEGER NOT NULL DEFAULT 0,
  voter INTEGER,
  PRIMARY KEY (courtyard, vote, unit),
  FOREIGN KEY (courtyard, vote) REFERENCES votes (courtyard, vote)
) STRICT, WITHOUT ROWID;

-- How far the vote has come, building by building, so that a card that is redrawn with every ballot
-- need not count them all: units on the roll, how many of them have voted, and their area.
CREATE TABLE vote_buildings (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  building TEXT NOT NULL,
  units INTEGER NOT NULL,
  voted INTEGER NOT NULL DEFAULT 0,
  area INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (courtyard, vote, building),
  FOREIGN KEY (courtyard, vote) REFERENCES votes (courtyard, vote)
) STRICT, WITHOUT ROWID;

-- The other flats of an owner who has several, and the unit that votes for them.
CREATE TABLE vote_flats (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  household INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  PRIMARY KEY (courtyard, vote, household),
  FOREIGN KEY (courtyard, vote, unit) REFERENCES vote_roll (courtyard, vote, unit)
) STRICT, WITHOUT ROWID;

CREATE TABLE ballots (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  content TEXT NOT NULL,
  person INTEGER,
  cast_at INTEGER NOT NULL,
  channel TEXT NOT NULL DEFAULT 'TAP' CHECK (channel IN ('TAP', 'PAPER', 'ASSISTED', 'PROXY')),
  helper INTEGER,
  PRIMARY KEY (courtyard, vote, unit),
  FOREIGN KEY (courtyard, vote, unit) REFERENCES vote_roll (courtyard, vote, unit)
) STRICT, WITHOUT ROWID;

CREATE TABLE ballot_history (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  cast_at INTEGER NOT NULL,
  turn INTEGER NOT NULL,
  content TEXT NOT NULL,
  person INTEGER,
  channel TEXT NOT NULL DEFAULT 'TAP',
  helper INTEGER,
  PRIMARY KEY (courtyard, vote, unit, turn)
) STRICT, WITHOUT ROWID;

-- A ballot that is being filled in; gone when it is handed in, or when the vote is over.
CREATE TABLE ballot_drafts (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  person INTEGER NOT NULL,
  content TEXT NOT NULL,
  PRIMARY KEY (courtyard, vote, person),
  FOREIGN KEY (courtyard, vote) REFERENCES votes (courtyard, vote)
) STRICT, WITHOUT ROWID;

-- A courtyard's own rules, as its council decided them; `vote` is that decision.
CREATE TABLE presets (
  courtyard INTEGER NOT NULL,
  key TEXT NOT NULL,
  content TEXT NOT NULL,
  vote INTEGER NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (courtyard, key, vote)
) STRICT, WITHOUT ROWID;

-- Why somebody objects to what others consent to; kept beside their ballot.
CREATE TABLE reasons (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  objection INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  person INTEGER,
  reason TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('OPEN', 'WITHDRAWN', 'RESOLVED')),
  at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, vote, objection),
  FOREIGN KEY (courtyard, vote, unit) REFERENCES vote_roll (courtyard, vote, unit)
) STRICT, WITHOUT ROWID;

-- A secret vote in two halves that share nothing but the vote: who has voted, without a time, and
-- what was voted, without a unit, a time or an order (the nonce is random; at the close the ballots
-- are written anew in the order of their contents, since pages fill up in the order of insertion).
-- How many came by proxy is counted in `votes.proxied`.
-- `heads` and `area` are 1 and 0 where only heads count; `line` is empty without receipts.
CREATE TABLE vote_turnout (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  PRIMARY KEY (courtyard, vote, unit),
  FOREIGN KEY (courtyard, vote, unit) REFERENCES vote_roll (courtyard, vote, unit)
) STRICT, WITHOUT ROWID;

CREATE TABLE secret_ballots (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  nonce TEXT NOT NULL,
  content TEXT NOT NULL,
  heads INTEGER NOT NULL,
  area INTEGER NOT NULL,
  line TEXT NOT NULL,
  PRIMARY KEY (courtyard, vote, nonce),
  FOREIGN KEY (courtyard, vote) REFERENCES votes (courtyard, vote)
) STRICT, WITHOUT ROWID;
