-- Masks that a round's own segmenter found (those carried over have no row): what it predicted beside
-- each, which teaches the next round (FreeSOLO's embedding branch), and the mask of another source that
-- it found again.
CREATE TABLE segmenter_mask(
  candidate_id INTEGER PRIMARY KEY REFERENCES candidate(id) ON DELETE CASCADE,
  vector BLOB NOT NULL,                      -- unit length, little-endian IEEE half precision
  earlier_id INTEGER REFERENCES candidate(id) ON DELETE SET NULL) STRICT;
CREATE INDEX segmenter_mask_by_earlier ON segmenter_mask(earlier_id) WHERE earlier_id IS NOT NULL;
