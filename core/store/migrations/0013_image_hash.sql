-- What near-duplicate images are found by: a perceptual hash of the picture with this content.
CREATE TABLE image_hash(
  image_id INTEGER PRIMARY KEY REFERENCES image(id) ON DELETE CASCADE,
  content_hash TEXT NOT NULL,                -- of the file that was hashed; another one now: stale
  perceptual INTEGER NOT NULL,               -- 64 bits
  contrast REAL NOT NULL) STRICT;            -- standard deviation of the grey values, 0 to 255
