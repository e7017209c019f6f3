-- What a candidate's surroundings and the decisions around it said when a job last ranked its round;
-- its own measured properties are in candidate_feature.
CREATE TABLE candidate_context(
  candidate_id INTEGER PRIMARY KEY REFERENCES candidate(id) ON DELETE CASCADE,
  inputs BLOB NOT NULL,                      -- little-endian IEEE float, by rank::ContextFeature
  decisions INTEGER NOT NULL) STRICT;        -- taken in until then
