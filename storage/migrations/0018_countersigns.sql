-- Auditors who have counted a posted result again and found it right. `head` says which count it was.
CREATE TABLE countersigns (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  person INTEGER NOT NULL,
  head TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (courtyard, vote, person)
) STRICT, WITHOUT ROWID;
