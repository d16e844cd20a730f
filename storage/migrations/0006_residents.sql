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
