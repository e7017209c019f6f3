-- What ranking looks at besides: see CandidateAttributes. NULL = unknown (older candidates, imports).
ALTER TABLE candidate_feature ADD COLUMN outline_gradient REAL;
ALTER TABLE candidate_feature ADD COLUMN outline_closed REAL;
ALTER TABLE candidate_feature ADD COLUMN surround_contrast REAL;
ALTER TABLE candidate_feature ADD COLUMN feature_contrast REAL;
ALTER TABLE candidate_feature ADD COLUMN extent REAL;
ALTER TABLE candidate_feature ADD COLUMN votes REAL;
ALTER TABLE candidate_feature ADD COLUMN repeats REAL;
