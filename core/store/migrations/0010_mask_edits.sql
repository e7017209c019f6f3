-- Masks that a person edited, append-only like the decision that each comes with. A candidate's own
-- mask never changes; the present one is that of its newest edit whose command is not undone.
CREATE TABLE mask_edit(
  id INTEGER PRIMARY KEY,
  candidate_id INTEGER NOT NULL REFERENCES candidate(id),
  command_id INTEGER NOT NULL REFERENCES command(id),
  decision_id INTEGER NOT NULL UNIQUE REFERENCES decision(id),
  height INTEGER NOT NULL, width INTEGER NOT NULL,
  counts BLOB NOT NULL,                      -- run lengths, little-endian uint32
  box_x REAL NOT NULL, box_y REAL NOT NULL, box_w REAL NOT NULL, box_h REAL NOT NULL,
  area INTEGER NOT NULL CHECK(area > 0),
  tools TEXT NOT NULL,                       -- what was done, e.g. "brush 4, GrabCut 1"
  edited_ms INTEGER NOT NULL, author TEXT NOT NULL) STRICT;
CREATE INDEX mask_edit_by_candidate ON mask_edit(candidate_id, id);
CREATE INDEX mask_edit_by_command ON mask_edit(command_id);

CREATE TRIGGER mask_edit_belongs_to_its_decision BEFORE INSERT ON mask_edit
WHEN NOT EXISTS(SELECT 1 FROM decision d JOIN candidate c ON c.id = d.candidate_id
  WHERE d.id = NEW.decision_id AND d.candidate_id = NEW.candidate_id
  AND d.command_id = NEW.command_id AND c.height = NEW.height AND c.width = NEW.width) BEGIN
  SELECT RAISE(ABORT, 'an edited mask must belong to its decision and be of its image''s size');
END;
CREATE TRIGGER mask_edit_is_append_only_update BEFORE UPDATE ON mask_edit BEGIN
  SELECT RAISE(ABORT, 'edits of masks are append-only');
END;
CREATE TRIGGER mask_edit_is_append_only_delete BEFORE DELETE ON mask_edit BEGIN
  SELECT RAISE(ABORT, 'edits of masks are append-only');
END;

-- One row per candidate: the mask that counts now. edit_id is NULL where that is its own.
CREATE VIEW present_mask AS
SELECT c.id AS candidate_id, e.id AS edit_id,
  ifnull(e.height, c.height) AS height, ifnull(e.width, c.width) AS width,
  ifnull(e.counts, c.counts) AS counts,
  ifnull(e.box_x, c.box_x) AS box_x, ifnull(e.box_y, c.box_y) AS box_y,
  ifnull(e.box_w, c.box_w) AS box_w, ifnull(e.box_h, c.box_h) AS box_h,
  ifnull(e.area, c.area) AS area
FROM candidate c LEFT JOIN mask_edit e ON e.id = (
  SELECT m.id FROM mask_edit m JOIN command k ON k.id = m.command_id
  WHERE m.candidate_id = c.id AND k.state = 0 ORDER BY m.id DESC LIMIT 1);
