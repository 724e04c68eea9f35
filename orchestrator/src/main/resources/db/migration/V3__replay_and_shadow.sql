-- Trying a policy: on past calls (replay) and beside the active one (shadow). Neither can permit anything.

-- A replay counts what was refused before policy was asked; those are few, and every other call is in tool_call_newest.
CREATE INDEX tool_call_not_asked ON tool_call (created_at) WHERE policy_input IS NULL;

-- ---- replays ------------------------------------------------------------------------------------------------------

CREATE TABLE policy_replay (
  id          uuid PRIMARY KEY,
  state       text NOT NULL DEFAULT 'waiting',
  revision    text NOT NULL,
  since       timestamptz NOT NULL,
  -- when it was asked for: a replay that is taken up again looks at the same calls
  until       timestamptz NOT NULL DEFAULT date_trunc('milliseconds', clock_timestamp()),
  asked_by    text NOT NULL,
  started_at  timestamptz,
  ended_at    timestamptz,
  done        bigint NOT NULL DEFAULT 0,
  total       bigint,
  report      text,
  failure     text,
  attempts    int NOT NULL DEFAULT 0,
  fence       bigint NOT NULL DEFAULT 0,
  lease_owner uuid,
  lease_until timestamptz,
  CONSTRAINT policy_replay_state_known CHECK (state IN ('waiting', 'running', 'completed', 'failed', 'cancelled')),
  CONSTRAINT policy_replay_looks_back CHECK (since < until),
  CONSTRAINT policy_replay_running_is_leased CHECK (state <> 'running' OR lease_until IS NOT NULL),
  CONSTRAINT policy_replay_ended_has_time CHECK ((state IN ('completed', 'failed', 'cancelled')) = (ended_at IS NOT NULL)),
  CONSTRAINT policy_replay_report_of_completed CHECK ((state = 'completed') = (report IS NOT NULL)),
  CONSTRAINT policy_replay_failure_named CHECK ((state = 'failed') = (failure IS NOT NULL)),
  CONSTRAINT policy_replay_done_bounded CHECK (done >= 0)
);
CREATE INDEX policy_replay_open ON policy_replay (id) WHERE state IN ('waiting', 'running');

-- Takes a replay into the queue unless that is full, and forgets the oldest ended ones. The lock makes the bound exact.
CREATE FUNCTION ask_replay(p_id uuid, p_revision text, p_since timestamptz, p_by text, p_waiting int, p_kept int)
RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  LOCK TABLE policy_replay IN SHARE ROW EXCLUSIVE MODE;
  IF (SELECT count(*) FROM policy_replay WHERE state = 'waiting') >= p_waiting THEN
    RETURN false;
  END IF;
  DELETE FROM policy_replay WHERE id IN (
    SELECT id FROM policy_replay WHERE state IN ('completed', 'failed', 'cancelled')
    ORDER BY id DESC OFFSET greatest(0, p_kept - 1));
  INSERT INTO policy_replay (id, revision, since, asked_by) VALUES (p_id, p_revision, p_since, p_by);
  RETURN true;
END $$;

-- ---- shadow -------------------------------------------------------------------------------------------------------

CREATE TABLE policy_shadow (
  id         uuid PRIMARY KEY,
  revision   text NOT NULL,
  started_by text NOT NULL,
  since      timestamptz NOT NULL DEFAULT date_trunc('milliseconds', clock_timestamp()),
  stopped_at timestamptz,
  dropped    bigint NOT NULL DEFAULT 0 CONSTRAINT policy_shadow_dropped_not_negative CHECK (dropped >= 0),
  -- why it cannot be opened, or why it last had no clean answer; never a value of an input
  trouble    text,
  -- numbers the differences without a gap, under this row's lock, so that a follower misses none
  last_difference bigint NOT NULL DEFAULT 0
);
-- One shadow at a time.
CREATE UNIQUE INDEX policy_shadow_single ON policy_shadow ((true)) WHERE stopped_at IS NULL;

CREATE TABLE policy_shadow_cell (
  shadow_id uuid NOT NULL REFERENCES policy_shadow (id) ON DELETE CASCADE,
  was       text NOT NULL,
  would_be  text NOT NULL,
  calls     bigint NOT NULL,
  PRIMARY KEY (shadow_id, was, would_be),
  CONSTRAINT policy_shadow_outcomes_known CHECK (
    was IN ('permit', 'deny', 'require_approval', 'indeterminate')
    AND would_be IN ('permit', 'deny', 'require_approval', 'indeterminate'))
);

CREATE TABLE policy_shadow_difference (
  shadow_id  uuid NOT NULL REFERENCES policy_shadow (id) ON DELETE CASCADE,
  number     bigint NOT NULL,
  at         timestamptz NOT NULL,
  call_id    uuid NOT NULL,
  tool       text NOT NULL,
  was        text NOT NULL,
  would_be   text NOT NULL,
  was_rule   text,
  would_rule text,
  PRIMARY KEY (shadow_id, number)
);
