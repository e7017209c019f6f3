-- How far the confidences of a round's active ranking can be believed: measured by cross-validation
-- over images, replaced with each ranking.
CREATE TABLE ranking_report(
  round_number INTEGER PRIMARY KEY,
  method TEXT NOT NULL,                      -- first-confidence, logistic, boosted-trees
  decisions INTEGER NOT NULL,                -- learned from
  examples INTEGER NOT NULL,                 -- judged; 0 = nothing could be
  error REAL NOT NULL, brier REAL NOT NULL, base_brier REAL NOT NULL, auc REAL NOT NULL,
  ranked_ms INTEGER NOT NULL) STRICT;
CREATE TABLE ranking_bin(
  round_number INTEGER NOT NULL REFERENCES ranking_report(round_number) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  confidence REAL NOT NULL, accepted REAL NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY(round_number, number)) STRICT, WITHOUT ROWID;

-- An audit: a random sample of what would be accepted at once, and what it proved.
-- state: 0 open, 1 passed, 2 failed, 3 given up.
CREATE TABLE audit(
  id INTEGER PRIMARY KEY,
  round_number INTEGER NOT NULL,
  threshold REAL NOT NULL, target REAL NOT NULL, confidence REAL NOT NULL,
  scope TEXT NOT NULL,                       -- for people: "cluster 12", empty = all undecided
  seed INTEGER NOT NULL, attempt INTEGER NOT NULL,
  population INTEGER NOT NULL,               -- undecided masks the sample was drawn from
  looks TEXT NOT NULL,                       -- sample sizes at which it may end, JSON
  state INTEGER NOT NULL DEFAULT 0 CHECK(state BETWEEN 0 AND 3),
  good INTEGER NOT NULL DEFAULT 0, judged INTEGER NOT NULL DEFAULT 0,
  bound REAL NOT NULL DEFAULT 0,             -- lower bound of the precision at the last look
  command_id INTEGER REFERENCES command(id), -- that accepted the rest
  author TEXT NOT NULL,
  started_ms INTEGER NOT NULL, finished_ms INTEGER NOT NULL DEFAULT 0) STRICT;
-- Candidates are named without a reference: the record outlives a new discovery (ids are never
-- given twice).
CREATE TABLE audit_sample(
  audit_id INTEGER NOT NULL REFERENCES audit(id) ON DELETE CASCADE,
  place INTEGER NOT NULL,
  candidate_id INTEGER NOT NULL,
  verdict INTEGER CHECK(verdict BETWEEN 1 AND 5),  -- NULL = not judged
  PRIMARY KEY(audit_id, place)) STRICT, WITHOUT ROWID;
CREATE TABLE audit_member(
  audit_id INTEGER NOT NULL REFERENCES audit(id) ON DELETE CASCADE,
  candidate_id INTEGER NOT NULL,
  PRIMARY KEY(audit_id, candidate_id)) STRICT, WITHOUT ROWID;
