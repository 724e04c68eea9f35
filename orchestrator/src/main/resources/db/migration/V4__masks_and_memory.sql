-- What policy hides (ADR 0016), and what a run and a workflow remember of a person's no (ADR 0017).

-- ---- masks --------------------------------------------------------------------------------------------------------

-- Raw records of writes some of whose values nobody is shown, with the salt of the digests that stand in for them.
-- Private and erasable, like the journal: without a row here the values count as changed, and nothing else breaks.
CREATE TABLE before_image (
  call_id  uuid NOT NULL REFERENCES tool_call (id),
  -- of the approval; 0 for a call that nobody was asked about
  round    int NOT NULL CONSTRAINT before_image_round_not_negative CHECK (round >= 0),
  envelope text NOT NULL,
  salt     text NOT NULL,
  at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (call_id, round)
);

-- Where digests stand in "shown" and "bound" instead of values, as JSON Pointers into the record.
ALTER TABLE approval ADD COLUMN masked text[] NOT NULL DEFAULT '{}';

-- A key that holds an address is stored as its digest from here on, because the address may be hidden.
UPDATE counter SET key = 'sha256:' || encode(sha256(convert_to(key, 'UTF8')), 'hex') WHERE key LIKE '%@%';
UPDATE reservation SET key = 'sha256:' || encode(sha256(convert_to(key, 'UTF8')), 'hex') WHERE key LIKE '%@%';

-- ---- rejection memory ---------------------------------------------------------------------------------------------

-- Which tool and refs a parked call is about, and with which values on its card: digests, salted with the run.
ALTER TABLE tool_call
  ADD COLUMN same_place    text,
  ADD COLUMN same_values   text,
  ADD COLUMN reopened_by   text,
  ADD COLUMN reopened_note text CONSTRAINT tool_call_reopened_note_bounded CHECK (length(reopened_note) <= 2000),
  ADD COLUMN reopened_at   timestamptz,
  ADD CONSTRAINT tool_call_reopened_whole CHECK (
    (reopened_at IS NULL) = (reopened_by IS NULL) AND (reopened_at IS NULL) = (reopened_note IS NULL)),
  ADD CONSTRAINT tool_call_reopened_was_rejected CHECK (reopened_at IS NULL OR refusal_code = 'APPROVAL_REJECTED');
CREATE INDEX tool_call_rejected ON tool_call (run_id, same_place)
  WHERE refusal_code = 'APPROVAL_REJECTED' AND reopened_at IS NULL;

-- How many rejections the run has had. A decision that looked at fewer is not committed: what must see a concurrent
-- rejection is a column of the row that the decision locks.
ALTER TABLE run ADD COLUMN rejections int NOT NULL DEFAULT 0
  CONSTRAINT run_rejections_not_negative CHECK (rejections >= 0);

CREATE FUNCTION count_rejection(p_run uuid) RETURNS void LANGUAGE sql AS $$
  UPDATE run SET rejections = rejections + 1 WHERE id = p_run;
$$;

-- ---- lessons ------------------------------------------------------------------------------------------------------

-- What people said when they rejected calls of a workflow; its later runs are told.
CREATE TABLE lesson (
  id           uuid PRIMARY KEY,
  workflow_id  text NOT NULL,
  tool         text NOT NULL,
  rule_id      text,
  reason_code  text NOT NULL,
  note         text CONSTRAINT lesson_note_bounded CHECK (length(note) <= 2000),
  call_id      uuid NOT NULL CONSTRAINT lesson_of_one_call UNIQUE REFERENCES tool_call (id),
  run_id       uuid NOT NULL REFERENCES run (id),
  by           text NOT NULL,
  at           timestamptz NOT NULL DEFAULT date_trunc('milliseconds', clock_timestamp()),
  forgotten_by text,
  forgotten_at timestamptz,
  CONSTRAINT lesson_forgotten_whole CHECK ((forgotten_by IS NULL) = (forgotten_at IS NULL))
);
CREATE INDEX lesson_newest ON lesson (workflow_id, at DESC, id DESC) WHERE forgotten_at IS NULL;
CREATE INDEX lesson_newest_of_all ON lesson (at DESC, id DESC) WHERE forgotten_at IS NULL;

-- Which of them the run was given, decided at its first step and the same for all of them; null before that.
ALTER TABLE run ADD COLUMN lessons uuid[];
