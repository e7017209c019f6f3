-- What people make of clusters: merge, split, move, lock, junk. Append-only like decisions; whether a
-- row counts says its command. A cluster keeps its state in `cluster`, applied with the row.
ALTER TABLE cluster ADD COLUMN locked INTEGER NOT NULL DEFAULT 0 CHECK(locked IN (0, 1));
ALTER TABLE cluster ADD COLUMN junk INTEGER NOT NULL DEFAULT 0 CHECK(junk IN (0, 1));

-- Ids of clusters that are gone are not given again: what names one must never mean another.
CREATE TABLE cluster_id(
  only INTEGER PRIMARY KEY CHECK(only = 1),
  highest INTEGER NOT NULL) STRICT;            -- ever given
INSERT INTO cluster_id SELECT 1, coalesce(max(id), 0) FROM cluster;
CREATE TRIGGER cluster_id_is_remembered AFTER INSERT ON cluster BEGIN
  UPDATE cluster_id SET highest = NEW.id WHERE highest < NEW.id;
END;

-- A cluster before and after a command; number NULL = it was or is not there.
CREATE TABLE cluster_change(
  command_id INTEGER NOT NULL REFERENCES command(id),
  cluster_id INTEGER NOT NULL,
  round_number INTEGER NOT NULL,
  before_number INTEGER, before_category_id INTEGER, before_locked INTEGER, before_junk INTEGER,
  now_number INTEGER, now_category_id INTEGER, now_locked INTEGER, now_junk INTEGER,
  PRIMARY KEY(command_id, cluster_id)) STRICT, WITHOUT ROWID;

-- Each member of the clusters that a command changed; also those that stayed, whose distance did not.
-- Candidates are named without a reference: a new discovery may remove undecided ones.
CREATE TABLE cluster_move(
  command_id INTEGER NOT NULL REFERENCES command(id),
  candidate_id INTEGER NOT NULL,
  before_cluster_id INTEGER NOT NULL, before_distance REAL NOT NULL,
  now_cluster_id INTEGER NOT NULL, now_distance REAL NOT NULL,
  PRIMARY KEY(command_id, candidate_id)) STRICT, WITHOUT ROWID;

CREATE TRIGGER cluster_change_is_append_only_update BEFORE UPDATE ON cluster_change BEGIN
  SELECT RAISE(ABORT, 'edits of clusters are append-only');
END;
CREATE TRIGGER cluster_change_is_append_only_delete BEFORE DELETE ON cluster_change BEGIN
  SELECT RAISE(ABORT, 'edits of clusters are append-only');
END;
CREATE TRIGGER cluster_move_is_append_only_update BEFORE UPDATE ON cluster_move BEGIN
  SELECT RAISE(ABORT, 'edits of clusters are append-only');
END;
CREATE TRIGGER cluster_move_is_append_only_delete BEFORE DELETE ON cluster_move BEGIN
  SELECT RAISE(ABORT, 'edits of clusters are append-only');
END;

-- The same wishes, handed on to the masks of a further round when it was grouped first.
CREATE TABLE carried_placement(
  candidate_id INTEGER PRIMARY KEY REFERENCES candidate(id) ON DELETE CASCADE,
  cluster_id INTEGER NOT NULL,
  weight REAL NOT NULL) STRICT;
CREATE TABLE carried_apart(
  cluster_id INTEGER NOT NULL, other_id INTEGER NOT NULL,
  PRIMARY KEY(cluster_id, other_id)) STRICT, WITHOUT ROWID;
