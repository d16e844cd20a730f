-- The reason of an objection that is read off a sheet or said at the door, in the words of whoever
-- typed it for the household. It goes when it has become a reason of the vote, and at the close.
CREATE TABLE typed_reasons (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  unit INTEGER NOT NULL,
  person INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (courtyard, vote, unit, person),
  FOREIGN KEY (courtyard, vote, unit) REFERENCES vote_roll (courtyard, vote, unit)
) STRICT, WITHOUT ROWID;
