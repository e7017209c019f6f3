-- What Mix-and-Match tuning made of the masks: embeddings beside those of the discovery, which stay,
-- and a category for each undecided mask. A suggestion is no decision: nothing exports it.
CREATE TABLE tuned_embedding(
  candidate_id INTEGER PRIMARY KEY REFERENCES candidate(id) ON DELETE CASCADE,
  model_id INTEGER NOT NULL REFERENCES model(id),
  vector BLOB NOT NULL) STRICT;              -- unit length, little-endian IEEE half precision
CREATE TABLE suggestion(
  candidate_id INTEGER PRIMARY KEY REFERENCES candidate(id) ON DELETE CASCADE,
  category_id INTEGER NOT NULL REFERENCES category(id),
  probability REAL NOT NULL CHECK(probability BETWEEN 0 AND 1)) STRICT;
CREATE INDEX suggestion_by_category ON suggestion(category_id);
