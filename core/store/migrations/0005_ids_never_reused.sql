-- A window that still shows a mask which a new discovery replaced must never decide on another mask
-- by the same id: ids of removed candidates are not given again.
CREATE TABLE candidate_id(
  only INTEGER PRIMARY KEY CHECK(only = 1),
  highest INTEGER NOT NULL) STRICT;            -- ever given
INSERT INTO candidate_id SELECT 1, coalesce(max(id), 0) FROM candidate;
CREATE TRIGGER candidate_id_is_remembered AFTER INSERT ON candidate BEGIN
  UPDATE candidate_id SET highest = NEW.id WHERE highest < NEW.id;
END;
