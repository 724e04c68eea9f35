-- The hold that can be taken back, and what undoes a call afterwards (ADR 0020).

ALTER TABLE approval
  -- who last took a grant back: inside the hold, or afterwards by a compensation
  ADD COLUMN undone_by text,
  ADD COLUMN undone_at timestamptz,
  ADD CONSTRAINT approval_undone_whole CHECK ((undone_by IS NULL) = (undone_at IS NULL));
-- What a person may still take back: the toasts of the inbox.
CREATE INDEX approval_held ON approval (decided_by, hold_until) WHERE state = 'granted' AND hold_until IS NOT NULL;

ALTER TABLE tool_call
  -- the person who made this call; null for the model's own. Its run neither waits for it nor reads its answer.
  ADD COLUMN asked_by   text,
  -- the call that this one sets back
  ADD COLUMN compensates uuid CONSTRAINT tool_call_compensates_a_call REFERENCES tool_call (id),
  ADD CONSTRAINT tool_call_compensation_by_a_person CHECK (compensates IS NULL OR asked_by IS NOT NULL);
-- A call is set back once. One that failed or was refused changed nothing, so there may be another.
CREATE UNIQUE INDEX tool_call_compensated_once ON tool_call (compensates)
  WHERE compensates IS NOT NULL AND state NOT IN ('failed', 'refused');
CREATE INDEX tool_call_compensations ON tool_call (compensates) WHERE compensates IS NOT NULL;
