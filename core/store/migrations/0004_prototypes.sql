-- Prototypes of a semantic run (SlotCon): what a person made of them, and where they were found.
CREATE TABLE prototype(
  run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  number INTEGER NOT NULL CHECK(number >= 0),
  share REAL NOT NULL DEFAULT 0,             -- of all pixels of the run
  images INTEGER NOT NULL DEFAULT 0,         -- in which it has a pixel
  mean_score REAL NOT NULL DEFAULT 0,        -- cosine, over its pixels
  category_id INTEGER REFERENCES category(id),
  merged_into INTEGER,                       -- shown as that one; one step, never a chain
  enabled INTEGER NOT NULL DEFAULT 1 CHECK(enabled IN (0, 1)),
  PRIMARY KEY(run_id, number)) STRICT, WITHOUT ROWID;

-- Per image, so that a run that was killed goes on, and to find the images of a prototype.
CREATE TABLE prototype_image(
  run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  image_id INTEGER NOT NULL REFERENCES image(id),
  pixels INTEGER NOT NULL,
  score REAL NOT NULL,                       -- mean cosine over those pixels
  PRIMARY KEY(run_id, number, image_id)) STRICT, WITHOUT ROWID;
CREATE INDEX prototype_image_by_image ON prototype_image(image_id, run_id);

-- Nearest regions: what a contact sheet of a prototype shows.
CREATE TABLE prototype_region(
  run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  rank INTEGER NOT NULL CHECK(rank BETWEEN 1 AND 24),
  image_id INTEGER NOT NULL REFERENCES image(id),
  box_x REAL NOT NULL, box_y REAL NOT NULL, box_w REAL NOT NULL, box_h REAL NOT NULL,
  height INTEGER NOT NULL, width INTEGER NOT NULL,
  counts BLOB NOT NULL,                      -- run lengths, little-endian uint32
  score REAL NOT NULL,
  PRIMARY KEY(run_id, number, rank)) STRICT, WITHOUT ROWID;
CREATE INDEX prototype_region_by_image ON prototype_region(image_id);

-- Edits of a person, append-only like decisions; the present state is in `prototype`, kept by the
-- trigger. Rows of one step belong together; an undo is a step of its own that names what it undoes.
CREATE TABLE prototype_edit(
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL,
  number INTEGER NOT NULL,
  step INTEGER NOT NULL,
  undoes INTEGER,
  category_id INTEGER REFERENCES category(id), merged_into INTEGER, enabled INTEGER NOT NULL,
  before_category_id INTEGER REFERENCES category(id), before_merged_into INTEGER,
  before_enabled INTEGER NOT NULL,
  edited_ms INTEGER NOT NULL, author TEXT NOT NULL,
  FOREIGN KEY(run_id, number) REFERENCES prototype(run_id, number)) STRICT;
CREATE INDEX prototype_edit_by_step ON prototype_edit(run_id, step);
CREATE INDEX prototype_edit_by_number ON prototype_edit(run_id, number);

CREATE TRIGGER prototype_edit_is_applied AFTER INSERT ON prototype_edit BEGIN
  UPDATE prototype SET category_id = NEW.category_id, merged_into = NEW.merged_into,
    enabled = NEW.enabled WHERE run_id = NEW.run_id AND number = NEW.number;
END;
CREATE TRIGGER prototype_edit_is_append_only_update BEFORE UPDATE ON prototype_edit BEGIN
  SELECT RAISE(ABORT, 'edits of prototypes are append-only');
END;
CREATE TRIGGER prototype_edit_is_append_only_delete BEFORE DELETE ON prototype_edit BEGIN
  SELECT RAISE(ABORT, 'edits of prototypes are append-only');
END;
