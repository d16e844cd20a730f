-- Owners' votes where silence counts: who was handed the ballot, and how that is known.

ALTER TABLE votes ADD COLUMN silent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE votes ADD COLUMN silent_heads INTEGER NOT NULL DEFAULT 0;
ALTER TABLE votes ADD COLUMN silent_area INTEGER NOT NULL DEFAULT 0;

-- `way` is SEEN (the named voter opened the vote), DOOR (handed over by `person`), DENIED (the
-- household says that it never got it). `to_owner` is 0 where a tenant or nobody has it.
CREATE TABLE services (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  way TEXT NOT NULL CHECK (way IN ('SEEN', 'DOOR', 'DENIED')),
  to_owner INTEGER NOT NULL,
  person INTEGER,
  at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, vote, unit),
  FOREIGN KEY (courtyard, vote, unit) REFERENCES vote_roll (courtyard, vote, unit)
) STRICT, WITHOUT ROWID;
