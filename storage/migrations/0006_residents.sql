-- Who has vouched for whose claim (one voice a household), and whether a resident agreed to be
-- called by name or wants only the household named.

CREATE TABLE vouches (
  courtyard INTEGER NOT NULL,
  person INTEGER NOT NULL,
  household INTEGER NOT NULL,
  by_person INTEGER NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, person, household)
) STRICT, WITHOUT ROWID;
CREATE INDEX vouches_by_person ON vouches (courtyard, by_person);

ALTER TABLE residents ADD COLUMN named INTEGER NOT NULL DEFAULT 1;
CREATE INDEX roles_by_person ON roles (person);

-- Changes of the roll, put together by one and confirmed by another. `content` is kept until then.
CREATE TABLE roll_changes (
  courtyard INTEGER NOT NULL,
  change INTEGER NOT NULL,
  by_person INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('DRAFT', 'WAITING', 'DONE', 'DROPPED')),
  at INTEGER NOT NULL,
  content TEXT,
  PRIMARY KEY (courtyard, change)
) STRICT, WITHOUT ROWID;
