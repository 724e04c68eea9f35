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
