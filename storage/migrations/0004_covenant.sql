-- Versions of the covenant, from draft to published, and which household signed which of them.
-- A household that leaves the roll takes its signature along, so that no more sign than there are.
-- `base` is the version it was published over; `wording` marks a minor one that mends words only.

CREATE TABLE covenants (
  courtyard INTEGER NOT NULL,
  covenant INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('DRAFT', 'PUBLISHED', 'DROPPED')),
  clauses TEXT NOT NULL,
  wording INTEGER NOT NULL DEFAULT 0,
  note TEXT,
  by_person INTEGER,
  second_person INTEGER,
  base INTEGER,
  major INTEGER,
  minor INTEGER,
  text_hash TEXT,
  created_at INTEGER NOT NULL,
  published_at INTEGER,
  PRIMARY KEY (courtyard, covenant),
  CHECK (state <> 'PUBLISHED' OR (major >= 1 AND minor >= 0 AND text_hash IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX covenants_by_version ON covenants (courtyard, major, minor);
CREATE INDEX covenants_by_author ON covenants (courtyard, by_person, state);

CREATE TABLE covenant_signatures (
  courtyard INTEGER NOT NULL,
  household INTEGER NOT NULL,
  covenant INTEGER NOT NULL,
  text_hash TEXT NOT NULL,
  person INTEGER,
  signed_at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, household, covenant),
  FOREIGN KEY (courtyard, covenant) REFERENCES covenants (courtyard, covenant),
  FOREIGN KEY (courtyard, household) REFERENCES households (courtyard, household)
) STRICT, WITHOUT ROWID;
CREATE INDEX covenant_signatures_by_person ON covenant_signatures (courtyard, person);

-- The first of two taps under the card in the group: this person has been told for whom they sign.
CREATE TABLE covenant_taps (
  courtyard INTEGER NOT NULL,
  person INTEGER NOT NULL,
  covenant INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, person)
) STRICT, WITHOUT ROWID;
