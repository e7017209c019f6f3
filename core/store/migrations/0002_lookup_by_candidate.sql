-- Deleting a candidate looks for rows that refer to it: without a key that begins with it, each
-- deletion read whole tables, and finding masks anew took minutes for that alone.
CREATE INDEX candidate_by_link ON candidate(linked_to) WHERE linked_to IS NOT NULL;

CREATE TABLE ranking_by_candidate(
  revision INTEGER NOT NULL,
  candidate_id INTEGER NOT NULL REFERENCES candidate(id) ON DELETE CASCADE,
  confidence REAL NOT NULL,
  PRIMARY KEY(candidate_id, revision)) STRICT, WITHOUT ROWID;
INSERT INTO ranking_by_candidate SELECT revision, candidate_id, confidence FROM ranking;
DROP TABLE ranking;
ALTER TABLE ranking_by_candidate RENAME TO ranking;
CREATE INDEX ranking_order ON ranking(revision, confidence DESC, candidate_id);

CREATE TABLE member_by_candidate(
  revision INTEGER NOT NULL,
  candidate_id INTEGER NOT NULL REFERENCES candidate(id) ON DELETE CASCADE,
  cluster_id INTEGER NOT NULL REFERENCES cluster(id) ON DELETE CASCADE,
  distance REAL NOT NULL,                    -- to the centre, 1 - cosine
  PRIMARY KEY(candidate_id, revision)) STRICT, WITHOUT ROWID;
INSERT INTO member_by_candidate SELECT revision, candidate_id, cluster_id, distance FROM cluster_member;
DROP TABLE cluster_member;
ALTER TABLE member_by_candidate RENAME TO cluster_member;
CREATE INDEX cluster_member_order ON cluster_member(cluster_id, distance);
