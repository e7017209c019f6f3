-- Schema 1. `decision` is append-only and everything else about verdicts is derived from it.
CREATE TABLE setting(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE image(
  id INTEGER PRIMARY KEY,
  path TEXT NOT NULL UNIQUE,
  width INTEGER NOT NULL, height INTEGER NOT NULL, orientation INTEGER NOT NULL DEFAULT 1,
  size_bytes INTEGER NOT NULL, modified_ns INTEGER NOT NULL,
  content_hash TEXT NOT NULL,
  state INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE INDEX image_by_hash ON image(content_hash);

CREATE TABLE model(
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL, architecture TEXT NOT NULL,
  path TEXT NOT NULL, content_hash TEXT NOT NULL,
  provenance TEXT NOT NULL, created_ms INTEGER NOT NULL) STRICT;

CREATE TABLE run(
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL, method TEXT NOT NULL, profile TEXT NOT NULL,
  settings TEXT NOT NULL, seed INTEGER NOT NULL, version TEXT NOT NULL,
  state INTEGER NOT NULL, model_id INTEGER REFERENCES model(id),
  round_number INTEGER NOT NULL DEFAULT 0,
  started_ms INTEGER NOT NULL, finished_ms INTEGER NOT NULL DEFAULT 0,
  error TEXT NOT NULL DEFAULT '') STRICT;

-- Which images a run has finished: this is what a resumed job skips.
CREATE TABLE run_image(
  run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  image_id INTEGER NOT NULL REFERENCES image(id),
  content_hash TEXT NOT NULL,
  PRIMARY KEY(run_id, image_id)) STRICT, WITHOUT ROWID;

CREATE TABLE category(
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE, supercategory TEXT NOT NULL DEFAULT '',
  colour INTEGER NOT NULL) STRICT;

CREATE TABLE candidate(
  id INTEGER PRIMARY KEY,
  image_id INTEGER NOT NULL REFERENCES image(id),
  run_id INTEGER NOT NULL REFERENCES run(id),
  round_number INTEGER NOT NULL,
  source TEXT NOT NULL, profile TEXT NOT NULL,
  height INTEGER NOT NULL, width INTEGER NOT NULL,
  counts BLOB NOT NULL,                      -- run lengths, little-endian uint32
  box_x REAL NOT NULL, box_y REAL NOT NULL, box_w REAL NOT NULL, box_h REAL NOT NULL,
  area INTEGER NOT NULL,
  source_score REAL NOT NULL,
  category_id INTEGER REFERENCES category(id),
  linked_to INTEGER REFERENCES candidate(id)) STRICT;  -- same object as this accepted one: not queued
CREATE INDEX candidate_by_image ON candidate(image_id, round_number);
CREATE INDEX candidate_by_run ON candidate(run_id);
CREATE INDEX candidate_by_round ON candidate(round_number);

CREATE TABLE candidate_feature(
  candidate_id INTEGER PRIMARY KEY REFERENCES candidate(id) ON DELETE CASCADE,
  maskness REAL, stability REAL, nms_score REAL, area_fraction REAL,
  border_fraction REAL, compactness REAL, boundary_contrast REAL) STRICT;

CREATE TABLE embedding(
  candidate_id INTEGER PRIMARY KEY REFERENCES candidate(id) ON DELETE CASCADE,
  vector BLOB NOT NULL) STRICT;              -- unit length, little-endian IEEE half precision

-- One row per candidate in the active ranking and clustering of its round. A new ranking is written
-- under a new revision and made active by one update of `setting`.
CREATE TABLE ranking(
  revision INTEGER NOT NULL,
  candidate_id INTEGER NOT NULL REFERENCES candidate(id) ON DELETE CASCADE,
  confidence REAL NOT NULL,
  PRIMARY KEY(revision, candidate_id)) STRICT, WITHOUT ROWID;
CREATE INDEX ranking_order ON ranking(revision, confidence DESC, candidate_id);

CREATE TABLE cluster(
  id INTEGER PRIMARY KEY,
  revision INTEGER NOT NULL, number INTEGER NOT NULL,
  category_id INTEGER REFERENCES category(id)) STRICT;
CREATE INDEX cluster_by_revision ON cluster(revision, number);
CREATE TABLE cluster_member(
  revision INTEGER NOT NULL,
  candidate_id INTEGER NOT NULL REFERENCES candidate(id) ON DELETE CASCADE,
  cluster_id INTEGER NOT NULL REFERENCES cluster(id) ON DELETE CASCADE,
  distance REAL NOT NULL,                    -- to the centre, 1 - cosine
  PRIMARY KEY(revision, candidate_id)) STRICT, WITHOUT ROWID;
CREATE INDEX cluster_member_order ON cluster_member(cluster_id, distance);

-- One undoable step of a person. state: 0 done, 1 undone, 2 undone and out of reach of redo.
CREATE TABLE command(
  id INTEGER PRIMARY KEY,
  text TEXT NOT NULL, kind TEXT NOT NULL, state INTEGER NOT NULL DEFAULT 0,
  author TEXT NOT NULL, created_ms INTEGER NOT NULL) STRICT;

CREATE TABLE decision(
  id INTEGER PRIMARY KEY,
  candidate_id INTEGER NOT NULL REFERENCES candidate(id),
  verdict INTEGER NOT NULL CHECK(verdict BETWEEN 0 AND 5),
  category_id INTEGER REFERENCES category(id),
  before_verdict INTEGER NOT NULL CHECK(before_verdict BETWEEN 0 AND 5),
  before_category_id INTEGER REFERENCES category(id),
  origin INTEGER NOT NULL CHECK(origin BETWEEN 0 AND 8),
  command_id INTEGER REFERENCES command(id),
  cluster_id INTEGER,                        -- may be gone after a new clustering
  decided_ms INTEGER NOT NULL, author TEXT NOT NULL) STRICT;
CREATE INDEX decision_by_candidate ON decision(candidate_id, id);
CREATE INDEX decision_by_command ON decision(command_id);

-- The present verdict, kept by the trigger below; rebuildable from `decision`.
CREATE TABLE verdict(
  candidate_id INTEGER PRIMARY KEY REFERENCES candidate(id),
  verdict INTEGER NOT NULL, category_id INTEGER, decided_ms INTEGER NOT NULL) STRICT;
CREATE INDEX verdict_by_value ON verdict(verdict, category_id);

CREATE TRIGGER decision_sets_verdict AFTER INSERT ON decision BEGIN
  INSERT INTO verdict(candidate_id, verdict, category_id, decided_ms)
  VALUES(NEW.candidate_id, NEW.verdict, NEW.category_id, NEW.decided_ms)
  ON CONFLICT(candidate_id) DO UPDATE SET
    verdict = excluded.verdict, category_id = excluded.category_id, decided_ms = excluded.decided_ms;
END;
CREATE TRIGGER decision_is_append_only_update BEFORE UPDATE ON decision BEGIN
  SELECT RAISE(ABORT, 'decisions are append-only');
END;
CREATE TRIGGER decision_is_append_only_delete BEFORE DELETE ON decision BEGIN
  SELECT RAISE(ABORT, 'decisions are append-only');
END;
CREATE TRIGGER decided_candidate_stays BEFORE DELETE ON candidate
WHEN EXISTS(SELECT 1 FROM decision WHERE candidate_id = OLD.id) BEGIN
  SELECT RAISE(ABORT, 'a decided candidate can''t be deleted');
END;
CREATE TRIGGER decided_mask_stays BEFORE UPDATE OF counts, height, width, image_id ON candidate
WHEN EXISTS(SELECT 1 FROM decision WHERE candidate_id = OLD.id) BEGIN
  SELECT RAISE(ABORT, 'a decided mask can''t be changed');
END;

CREATE TABLE round(
  id INTEGER PRIMARY KEY,
  number INTEGER NOT NULL UNIQUE,
  segmenter TEXT NOT NULL, profile TEXT NOT NULL, state INTEGER NOT NULL,
  settings TEXT NOT NULL, seed INTEGER NOT NULL,
  steps_done INTEGER NOT NULL DEFAULT 0, steps_total INTEGER NOT NULL DEFAULT 0,
  checkpoint_id INTEGER REFERENCES model(id),
  started_ms INTEGER NOT NULL, finished_ms INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE TABLE round_target(
  round_id INTEGER NOT NULL REFERENCES round(id) ON DELETE CASCADE,
  candidate_id INTEGER NOT NULL REFERENCES candidate(id),
  role INTEGER NOT NULL, weight REAL NOT NULL, reason TEXT NOT NULL,
  PRIMARY KEY(round_id, candidate_id)) STRICT, WITHOUT ROWID;
CREATE INDEX round_target_by_candidate ON round_target(candidate_id);

CREATE TABLE metric(
  run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  step INTEGER NOT NULL, name TEXT NOT NULL, value REAL NOT NULL,
  PRIMARY KEY(run_id, name, step)) STRICT, WITHOUT ROWID;

CREATE TABLE issue(
  id INTEGER PRIMARY KEY,
  run_id INTEGER REFERENCES run(id) ON DELETE SET NULL,
  place TEXT NOT NULL, message TEXT NOT NULL, created_ms INTEGER NOT NULL) STRICT;
CREATE INDEX issue_by_place ON issue(place);
