-- The paper of secret votes. Sheets are folded and put into a box while two look on; after the
-- close two read them, each by themselves, and the same reading makes them ballots like the others.
-- `box_homes` have put one in; `box_papers` of the sheets were valid and `box_spoilt` were not,
-- NULL until two have read the same. More sheets than households: none of the box counts.
ALTER TABLE votes ADD COLUMN box_homes INTEGER NOT NULL DEFAULT 0;
ALTER TABLE votes ADD COLUMN box_papers INTEGER;
ALTER TABLE votes ADD COLUMN box_spoilt INTEGER;
ALTER TABLE votes ADD COLUMN box_overfull INTEGER NOT NULL DEFAULT 0;

-- What somebody reads off the sheets of a box, one after the other, until another has read the
-- same. `hand` is the sheet being read, where that takes several taps.
CREATE TABLE box_readings (
  courtyard INTEGER NOT NULL,
  vote INTEGER NOT NULL,
  person INTEGER NOT NULL,
  sheets TEXT NOT NULL,
  hand TEXT NOT NULL,
  overfull INTEGER NOT NULL,
  done INTEGER NOT NULL,
  PRIMARY KEY (courtyard, vote, person),
  FOREIGN KEY (courtyard, vote) REFERENCES votes (courtyard, vote)
) STRICT, WITHOUT ROWID;
