-- Stopping calls, and counting what waits (ADR 0024).

CREATE TABLE call_freeze (
  id           uuid PRIMARY KEY,
  kind         text NOT NULL CONSTRAINT freeze_kind_known CHECK (kind IN ('all', 'connector', 'tool', 'workflow', 'run')),
  -- what of that kind is stopped; null for all
  scope        text,
  reason       text NOT NULL CONSTRAINT freeze_reason_bounded CHECK (length(reason) BETWEEN 1 AND 500),
  requested_by text NOT NULL,
  requested_at timestamptz NOT NULL DEFAULT date_trunc('milliseconds', clock_timestamp()),
  -- since when no intent commits in its scope; null while one that began earlier may still
  confirmed_at timestamptz,
  lifted_by    text,
  lifted_at    timestamptz,
  CONSTRAINT freeze_scope_named CHECK ((kind = 'all') = (scope IS NULL)),
  CONSTRAINT freeze_lifted_whole CHECK ((lifted_by IS NULL) = (lifted_at IS NULL)),
  CONSTRAINT freeze_confirmed_after_request CHECK (confirmed_at >= requested_at)
);
CREATE INDEX freeze_open ON call_freeze (requested_at DESC, id DESC) WHERE lifted_at IS NULL;
CREATE INDEX freeze_newest ON call_freeze (requested_at DESC, id DESC);
CREATE INDEX freeze_lifted ON call_freeze (lifted_at DESC, id DESC) WHERE lifted_at IS NOT NULL;

CREATE FUNCTION in_scope(p_kind text, p_scope text, p_tool text, p_workflow text, p_run uuid) RETURNS boolean
LANGUAGE sql IMMUTABLE AS $$
  SELECT CASE p_kind
    WHEN 'all' THEN true
    WHEN 'connector' THEN p_scope = split_part(p_tool, '.', 1)
    WHEN 'tool' THEN p_scope = p_tool
    WHEN 'workflow' THEN p_scope = p_workflow
    WHEN 'run' THEN p_scope = p_run::text
  END
$$;

-- Whether a call of this tool may not be sent now. Every intent asks it in its own statement, which begins after its
-- batch took the activation lock shared: once a freeze is confirmed, all of them see it.
CREATE FUNCTION frozen(p_tool text, p_workflow text, p_run uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM call_freeze f WHERE f.lifted_at IS NULL AND in_scope(f.kind, f.scope, p_tool, p_workflow, p_run))
$$;

-- Confirms a freeze that was committed before: waits for the batches whose intents are under way by taking their lock
-- alone, but not for longer than told. False when the lock could not be had, or there is nothing to confirm.
CREATE FUNCTION freeze_confirm(p_lock bigint, p_patience_ms bigint, p_id uuid, p_trace text, p_events json)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('lock_timeout', p_patience_ms || 'ms', true);
  PERFORM pg_advisory_xact_lock(p_lock);
  UPDATE call_freeze SET confirmed_at = date_trunc('milliseconds', clock_timestamp())
  WHERE id = p_id AND confirmed_at IS NULL AND lifted_at IS NULL;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  PERFORM ledger_append('freeze', NULL::uuid, p_trace, p_events);
  RETURN true;
EXCEPTION WHEN lock_not_available THEN
  RETURN false;
END $$;

-- Since when a permitted call is not sent because of a freeze; its dispatch deadline stands still from then on.
ALTER TABLE tool_call ADD COLUMN frozen_at timestamptz;
CREATE INDEX tool_call_frozen ON tool_call (frozen_at) WHERE state = 'permitted' AND frozen_at IS NOT NULL;

-- ---- what lanes and counts read -----------------------------------------------------------------------------------

CREATE INDEX tool_call_unknown ON tool_call (dispatched_at, id) WHERE state = 'outcome_unknown';
CREATE INDEX tool_call_resolved ON tool_call (ended_at DESC, id DESC) WHERE resolved IS NOT NULL;
CREATE INDEX run_alive ON run (workflow_id) WHERE state IN ('running', 'parked');
CREATE INDEX approval_voted_out ON approval (decided_at DESC) WHERE state IN ('granted', 'rejected');

-- What the tool's probe last found, for whoever settles the call.
ALTER TABLE tool_call
  ADD COLUMN probed      text CONSTRAINT tool_call_probed_known CHECK (probed IN ('executed', 'not_found', 'unreadable')),
  ADD COLUMN probed_by   text,
  ADD COLUMN probed_at   timestamptz,
  -- what became of the request when its outcome was lost, in a sentence
  ADD COLUMN lost_detail text CONSTRAINT tool_call_lost_detail_bounded CHECK (length(lost_detail) <= 500),
  ADD CONSTRAINT tool_call_probed_whole CHECK (
    (probed IS NULL) = (probed_by IS NULL) AND (probed IS NULL) = (probed_at IS NULL));
