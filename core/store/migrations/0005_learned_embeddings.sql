-- What a round's segmenter itself says of its masks: the next round learns it (FreeSOLO's embedding
-- branch). Only masks that the round's own segmenter found have one, not those carried over.
CREATE TABLE learned_embedding(
  candidate_id INTEGER PRIMARY KEY REFERENCES candidate(id) ON DELETE CASCADE,
  vector BLOB NOT NULL) STRICT;              -- unit length, little-endian IEEE half precision
