-- What failed after its approval and is asked for again (ADR 0029).

ALTER TABLE tool_call
  -- the failed call that a person asks for again with this one
  ADD COLUMN retries uuid CONSTRAINT tool_call_retries_a_call REFERENCES tool_call (id),
  ADD CONSTRAINT tool_call_retry_by_a_person CHECK (retries IS NULL OR asked_by IS NOT NULL);
-- One at a time, unless somebody said no to it. One that failed too is itself what is asked for again.
CREATE UNIQUE INDEX tool_call_retried_once ON tool_call (retries)
  WHERE retries IS NOT NULL AND state <> 'refused';
CREATE INDEX tool_call_retried ON tool_call (retries) WHERE retries IS NOT NULL;
