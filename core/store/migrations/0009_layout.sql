-- The map: a place in the plane for each candidate that has an embedding. Rebuildable.
CREATE TABLE layout(
  round_number INTEGER PRIMARY KEY,
  embedding_state TEXT NOT NULL,             -- what it was made of; another one now: it is stale
  seed INTEGER NOT NULL,
  trustworthiness REAL,                      -- NULL: too few candidates to tell
  made_ms INTEGER NOT NULL) STRICT;
CREATE TABLE layout_point(
  candidate_id INTEGER PRIMARY KEY REFERENCES candidate(id) ON DELETE CASCADE,
  x REAL NOT NULL, y REAL NOT NULL) STRICT;
