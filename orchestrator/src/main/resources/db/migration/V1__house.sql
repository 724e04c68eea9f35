-- The truth. Every invariant that a type guards is guarded here again, as a named CHECK.
-- Ids are UUIDv7 made by the application; times that decide anything come from this database's clock.

-- ---- ledger: append-only events, gap-free per stream --------------------------------------------------------------

CREATE TABLE stream (
  id            text PRIMARY KEY,
  last_sequence bigint NOT NULL CONSTRAINT stream_sequence_positive CHECK (last_sequence > 0),
  last_at       timestamptz NOT NULL
);

CREATE TABLE event (
  id          uuid PRIMARY KEY,
  stream      text NOT NULL,
  sequence    bigint NOT NULL CONSTRAINT event_sequence_positive CHECK (sequence > 0),
  position    bigint CONSTRAINT event_position_unique UNIQUE,
  run_id      uuid,
  type        text NOT NULL,
  subject     text NOT NULL,
  at          timestamptz NOT NULL,
  traceparent text NOT NULL,
  -- text, not jsonb: a repeat after a crash has to be the same bytes
  data        text NOT NULL,
  CONSTRAINT event_stream_sequence UNIQUE (stream, sequence)
);
-- What is not sealed yet is found by its state, never by "id > last", which loses rows that commit late.
CREATE INDEX event_unsealed ON event (at, stream, sequence) WHERE position IS NULL;

CREATE TABLE ledger_head (
  one      boolean PRIMARY KEY DEFAULT true CONSTRAINT ledger_head_single CHECK (one),
  position bigint NOT NULL DEFAULT 0,
  -- what the relay has published, as acknowledged by Kafka
  relayed  bigint NOT NULL DEFAULT 0,
  CONSTRAINT ledger_relayed_behind CHECK (relayed <= position)
);
INSERT INTO ledger_head DEFAULT VALUES;

-- Appends events to a stream. The stream's row lock serialises writers, so sequence and time never go back.
CREATE FUNCTION ledger_append(p_stream text, p_run uuid, p_trace text, p_events json) RETURNS bigint
LANGUAGE plpgsql AS $$
DECLARE
  n    int := json_array_length(p_events);
  last bigint;
  moment timestamptz;
BEGIN
  INSERT INTO stream AS s (id, last_sequence, last_at)
  VALUES (p_stream, n, date_trunc('milliseconds', clock_timestamp()))
  ON CONFLICT (id) DO UPDATE
    SET last_sequence = s.last_sequence + n, last_at = greatest(s.last_at, excluded.last_at)
  RETURNING s.last_sequence, s.last_at INTO last, moment;
  INSERT INTO event (id, stream, sequence, run_id, type, subject, at, traceparent, data)
  SELECT (e.value ->> 'id')::uuid, p_stream, last - n + e.ordinality, p_run,
         e.value ->> 'type', e.value ->> 'subject', moment, p_trace, (e.value -> 'data')::text
  FROM json_array_elements(p_events) WITH ORDINALITY AS e;
  RETURN last;
END $$;

-- Gives committed events their global position; the head's row lock elects one sealer at a time.
CREATE FUNCTION ledger_seal(p_max int) RETURNS int LANGUAGE plpgsql AS $$
DECLARE
  head  bigint;
  moved int;
BEGIN
  SELECT position INTO head FROM ledger_head FOR UPDATE;
  WITH batch AS (
    SELECT id, row_number() OVER (ORDER BY at, stream, sequence) AS r
    FROM (SELECT id, at, stream, sequence FROM event WHERE position IS NULL
          ORDER BY at, stream, sequence LIMIT p_max) unsealed)
  UPDATE event SET position = head + batch.r FROM batch WHERE event.id = batch.id;
  GET DIAGNOSTICS moved = ROW_COUNT;
  UPDATE ledger_head SET position = head + moved WHERE moved > 0;
  RETURN moved;
END $$;

-- ---- people and machines ------------------------------------------------------------------------------------------

CREATE TABLE person (
  id     text PRIMARY KEY CONSTRAINT person_id_form CHECK (id ~ '^[a-z][a-z0-9.@_-]{0,127}$'),
  name   text NOT NULL,
  roles  text[] NOT NULL DEFAULT '{}',
  groups text[] NOT NULL DEFAULT '{}',
  mail   text,
  CONSTRAINT person_roles_known CHECK (roles <@ ARRAY['approver', 'developer', 'operator'])
);

-- Bearer tokens are kept as SHA-256 only. A token belongs to a person, or to an agent with scopes and an owner.
CREATE TABLE api_token (
  hash       bytea PRIMARY KEY,
  person_id  text REFERENCES person (id),
  agent_id   text,
  owner      text REFERENCES person (id),
  scopes     text[] NOT NULL DEFAULT '{}',
  expires_at timestamptz,
  CONSTRAINT api_token_one_subject CHECK ((person_id IS NULL) <> (agent_id IS NULL)),
  CONSTRAINT api_token_agent_owned CHECK (agent_id IS NULL OR owner IS NOT NULL)
);

CREATE TABLE session (
  hash       bytea PRIMARY KEY,
  person_id  text NOT NULL REFERENCES person (id),
  expires_at timestamptz NOT NULL
);

CREATE TABLE sign_in_link (
  hash       bytea PRIMARY KEY,
  person_id  text NOT NULL REFERENCES person (id),
  expires_at timestamptz NOT NULL,
  used_at    timestamptz
);

-- ---- registries: versions are immutable ---------------------------------------------------------------------------

CREATE TABLE connector_version (
  id            text NOT NULL CONSTRAINT connector_id_form CHECK (id ~ '^[a-z][a-z0-9-]{0,39}$'),
  version       int NOT NULL CONSTRAINT connector_version_positive CHECK (version > 0),
  document      text NOT NULL,
  digest        text NOT NULL,
  -- the raw tools/list objects, pinned at registration
  descriptors   text NOT NULL,
  registered_by text NOT NULL,
  registered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (id, version)
);

CREATE TABLE workflow_version (
  id            text NOT NULL CONSTRAINT workflow_id_form CHECK (id ~ '^[a-z][a-z0-9-]{0,39}$'),
  version       int NOT NULL CONSTRAINT workflow_version_positive CHECK (version > 0),
  document      text NOT NULL,
  digest        text NOT NULL,
  registered_by text NOT NULL,
  registered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (id, version)
);

-- ---- policy -------------------------------------------------------------------------------------------------------

CREATE TABLE policy_revision (
  revision     bigint PRIMARY KEY,
  rules_digest text NOT NULL,
  data_digest  text NOT NULL,
  data         text NOT NULL,
  activated_by text NOT NULL,
  activated_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE policy_active (
  one      boolean PRIMARY KEY DEFAULT true CONSTRAINT policy_active_single CHECK (one),
  revision bigint NOT NULL REFERENCES policy_revision (revision)
);

-- ---- runs ---------------------------------------------------------------------------------------------------------

CREATE TABLE run (
  id               uuid PRIMARY KEY,
  workflow_id      text NOT NULL,
  workflow_version int NOT NULL,
  workflow_digest  text NOT NULL,
  state            text NOT NULL,
  owner            text NOT NULL,
  started_by       text NOT NULL,
  on_behalf_of     text,
  scopes           text[] NOT NULL,
  input            text NOT NULL,
  output           text,
  failure_code     text,
  failure_detail   text,
  steps            int NOT NULL DEFAULT 0,
  input_tokens     bigint NOT NULL DEFAULT 0,
  output_tokens    bigint NOT NULL DEFAULT 0,
  withheld_bytes   bigint NOT NULL DEFAULT 0,
  cost             numeric NOT NULL DEFAULT 0,
  writes           int NOT NULL DEFAULT 0,
  tainted          boolean NOT NULL DEFAULT false,
  policy_revision  text NOT NULL,
  traceparent      text NOT NULL,
  -- calls without a final answer; the run sleeps while there are any that it does not work on itself
  open_calls       int NOT NULL DEFAULT 0 CONSTRAINT run_open_calls_not_negative CHECK (open_calls >= 0),
  -- when a worker has to look at it; null while it sleeps and after the end
  next_at          timestamptz,
  attempts         int NOT NULL DEFAULT 0,
  fence            bigint NOT NULL DEFAULT 0,
  lease_owner      uuid,
  lease_until      timestamptz,
  deadline_at      timestamptz NOT NULL,
  created_at       timestamptz NOT NULL DEFAULT date_trunc('milliseconds', clock_timestamp()),
  updated_at       timestamptz NOT NULL DEFAULT date_trunc('milliseconds', clock_timestamp()),
  ended_at         timestamptz,
  CONSTRAINT run_state_known CHECK (state IN ('running', 'parked', 'completed', 'failed', 'cancelled')),
  CONSTRAINT run_running_is_due CHECK ((state = 'running') = (next_at IS NOT NULL)),
  CONSTRAINT run_parked_waits CHECK (state <> 'parked' OR open_calls > 0),
  CONSTRAINT run_ended_has_time CHECK ((state IN ('completed', 'failed', 'cancelled')) = (ended_at IS NOT NULL)),
  CONSTRAINT run_failure_named CHECK ((state = 'failed') = (failure_code IS NOT NULL))
);
CREATE INDEX run_due ON run (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX run_newest ON run (created_at DESC, id DESC);

CREATE TABLE run_key (
  caller      text NOT NULL,
  key         text NOT NULL CONSTRAINT run_key_bounded CHECK (length(key) BETWEEN 1 AND 255),
  body_digest text NOT NULL,
  run_id      uuid NOT NULL REFERENCES run (id),
  at          timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (caller, key)
);

-- Whole model messages. Private and erasable; the ledger has usage and digests only.
CREATE TABLE journal (
  run_id   uuid NOT NULL REFERENCES run (id),
  step     int NOT NULL CONSTRAINT journal_step_positive CHECK (step > 0),
  envelope text NOT NULL,
  -- of the digest that the ledger carries: without it nobody can test a guess of the text
  salt     text NOT NULL,
  at       timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (run_id, step)
);

-- ---- calls --------------------------------------------------------------------------------------------------------

CREATE TABLE tool_call (
  id                 uuid PRIMARY KEY,
  run_id             uuid NOT NULL REFERENCES run (id),
  step               int NOT NULL,
  ordinal            int NOT NULL,
  provider_call_id   text,
  connector_id       text,
  connector_version  int,
  tool               text NOT NULL,
  effect             text,
  state              text NOT NULL,
  arguments          text,
  proposed_arguments text,
  arguments_digest   text,
  descriptor_digest  text,
  outcome            text,
  rule_id            text,
  title              text,
  because            text,
  policy_revision    text,
  reasons            text NOT NULL DEFAULT '[]',
  obligations        text,
  -- what policy was asked, for explanations and replay
  policy_input       text,
  refusal_code       text,
  refusal_detail     text,
  refusal_reason     text,
  refusal_note       text,
  refusal_retry      text,
  approval_id        uuid,
  attempts           int NOT NULL DEFAULT 0,
  not_before         timestamptz,
  -- when an approved call that policy cannot judge is given up
  dispatch_deadline  timestamptz,
  key_horizon_until  timestamptz,
  answer             text,
  result_digest      text,
  resolved           text,
  repeats            uuid,
  refs               text NOT NULL DEFAULT '{}',
  ref_keys           text[] NOT NULL DEFAULT '{}',
  price              numeric,
  agent_words        text,
  fence              bigint NOT NULL DEFAULT 0,
  lease_owner        uuid,
  lease_until        timestamptz,
  next_at            timestamptz,
  created_at         timestamptz NOT NULL DEFAULT date_trunc('milliseconds', clock_timestamp()),
  decided_at         timestamptz,
  dispatched_at      timestamptz,
  ended_at           timestamptz,
  CONSTRAINT tool_call_place UNIQUE (run_id, step, ordinal),
  CONSTRAINT tool_call_state_known CHECK (state IN ('awaiting_approval', 'permitted', 'executing', 'succeeded', 'failed',
    'refused', 'outcome_unknown')),
  CONSTRAINT tool_call_refusal_named CHECK ((state = 'refused') = (refusal_code IS NOT NULL)),
  CONSTRAINT tool_call_ended_has_time CHECK ((state IN ('succeeded', 'failed', 'refused')) = (ended_at IS NOT NULL)),
  CONSTRAINT tool_call_answered CHECK (state NOT IN ('succeeded', 'refused') OR answer IS NOT NULL),
  CONSTRAINT tool_call_waits_for_a_card CHECK (state <> 'awaiting_approval' OR approval_id IS NOT NULL),
  CONSTRAINT tool_call_intent_has_fence CHECK (state <> 'executing' OR (attempts > 0 AND lease_until IS NOT NULL)),
  CONSTRAINT tool_call_permitted_is_due CHECK (state <> 'permitted' OR next_at IS NOT NULL)
);
CREATE INDEX tool_call_due ON tool_call (next_at) WHERE state = 'permitted';
CREATE INDEX tool_call_leased ON tool_call (lease_until) WHERE state = 'executing';
CREATE INDEX tool_call_newest ON tool_call (created_at DESC, id DESC);
CREATE INDEX tool_call_ref ON tool_call USING gin (ref_keys);

-- ---- approvals ----------------------------------------------------------------------------------------------------

CREATE TABLE approval (
  id            uuid PRIMARY KEY,
  call_id       uuid NOT NULL CONSTRAINT approval_of_one_call UNIQUE REFERENCES tool_call (id),
  run_id        uuid NOT NULL REFERENCES run (id),
  workflow_id   text NOT NULL,
  owner         text NOT NULL,
  on_behalf_of  text,
  state         text NOT NULL,
  round         int NOT NULL DEFAULT 1,
  digest        text NOT NULL,
  bound         text NOT NULL,
  card          text NOT NULL,
  -- the record as it was shown: the drift guard compares these members and no others
  shown         text,
  tier          text NOT NULL,
  groups        text[] NOT NULL,
  quorum        int NOT NULL,
  separate      boolean NOT NULL,
  hold_ms       bigint NOT NULL,
  editable      text[] NOT NULL DEFAULT '{}',
  granted       int NOT NULL DEFAULT 0,
  opened_at     timestamptz NOT NULL DEFAULT date_trunc('milliseconds', clock_timestamp()),
  expires_at    timestamptz NOT NULL,
  hold_until    timestamptz,
  decided_by    text,
  decided_at    timestamptz,
  CONSTRAINT approval_state_known CHECK (state IN ('pending', 'granted', 'rejected', 'expired', 'withdrawn', 'stale')),
  CONSTRAINT approval_tier_known CHECK (tier IN ('T1', 'T2', 'T3')),
  CONSTRAINT approval_round_positive CHECK (round > 0),
  CONSTRAINT approval_quorum_bounded CHECK (quorum BETWEEN 1 AND 10),
  CONSTRAINT approval_granted_bounded CHECK (granted BETWEEN 0 AND quorum),
  CONSTRAINT approval_grant_needs_quorum CHECK (state <> 'granted' OR granted = quorum),
  CONSTRAINT approval_has_groups CHECK (cardinality(groups) > 0),
  CONSTRAINT approval_decided_has_time CHECK ((state IN ('pending', 'stale')) = (decided_at IS NULL))
);
CREATE INDEX approval_waiting ON approval (expires_at, tier, id) WHERE state IN ('pending', 'stale');
CREATE INDEX approval_newest ON approval (opened_at DESC, id DESC);

-- Every round as it was shown, for ever: nothing is overwritten.
CREATE TABLE approval_round (
  approval_id uuid NOT NULL REFERENCES approval (id),
  round       int NOT NULL,
  digest      text NOT NULL,
  bound       text NOT NULL,
  card        text NOT NULL,
  opened_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (approval_id, round)
);

CREATE TABLE vote (
  approval_id uuid NOT NULL REFERENCES approval (id),
  round       int NOT NULL,
  person_id   text NOT NULL,
  verdict     text NOT NULL CONSTRAINT vote_verdict_known CHECK (verdict IN ('approve', 'reject')),
  digest      text NOT NULL,
  reason_code text,
  note        text CONSTRAINT vote_note_bounded CHECK (length(note) <= 2000),
  at          timestamptz NOT NULL DEFAULT date_trunc('milliseconds', clock_timestamp()),
  PRIMARY KEY (approval_id, round, person_id),
  CONSTRAINT vote_reject_has_reason CHECK (verdict = 'approve' OR reason_code IS NOT NULL)
);
CREATE INDEX vote_by_person ON vote (person_id, at DESC);

-- ---- limits -------------------------------------------------------------------------------------------------------

CREATE TABLE counter (
  limit_id     text NOT NULL,
  key          text NOT NULL,
  window_start timestamptz NOT NULL,
  used         numeric NOT NULL CONSTRAINT counter_not_negative CHECK (used >= 0),
  PRIMARY KEY (limit_id, key, window_start)
);

CREATE TABLE reservation (
  call_id      uuid NOT NULL REFERENCES tool_call (id) DEFERRABLE INITIALLY DEFERRED,
  limit_id     text NOT NULL,
  key          text NOT NULL,
  window_start timestamptz NOT NULL,
  amount       numeric NOT NULL,
  PRIMARY KEY (call_id, limit_id, key)
);

CREATE TABLE dedupe (
  entry_id   text NOT NULL,
  key_digest text NOT NULL,
  call_id    uuid NOT NULL,
  at         timestamptz NOT NULL,
  PRIMARY KEY (entry_id, key_digest)
);
CREATE INDEX dedupe_call ON dedupe (call_id);

-- ---- transitions that several statements share --------------------------------------------------------------------

-- Takes what a decision reserves. A full limit or an earlier duplicate raises CS001, which undoes the whole statement.
-- Keys are taken in a fixed order, so that two callers cannot deadlock on them.
CREATE FUNCTION reserve(p_call uuid, p_limits json, p_dedupes json) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  l record;
BEGIN
  FOR l IN SELECT * FROM json_to_recordset(p_limits)
           AS x(limit_id text, key text, window_start timestamptz, amount numeric, max numeric)
           ORDER BY limit_id, key LOOP
    INSERT INTO counter AS c (limit_id, key, window_start, used)
    SELECT l.limit_id, l.key, l.window_start, l.amount WHERE l.amount <= l.max
    ON CONFLICT (limit_id, key, window_start) DO UPDATE SET used = c.used + l.amount WHERE c.used + l.amount <= l.max;
    IF NOT FOUND THEN RAISE EXCEPTION 'limit % is full', l.limit_id USING ERRCODE = 'CS001'; END IF;
    INSERT INTO reservation (call_id, limit_id, key, window_start, amount)
    VALUES (p_call, l.limit_id, l.key, l.window_start, l.amount);
  END LOOP;
  FOR l IN SELECT * FROM json_to_recordset(p_dedupes)
           AS x(entry_id text, key_digest text, since timestamptz) ORDER BY entry_id, key_digest LOOP
    INSERT INTO dedupe AS d (entry_id, key_digest, call_id, at)
    VALUES (l.entry_id, l.key_digest, p_call, clock_timestamp())
    ON CONFLICT (entry_id, key_digest) DO UPDATE SET call_id = p_call, at = clock_timestamp() WHERE d.at <= l.since;
    IF NOT FOUND THEN RAISE EXCEPTION 'duplicate by %', l.entry_id USING ERRCODE = 'CS001'; END IF;
  END LOOP;
END $$;

-- Gives back what a call reserved, when it was refused or proved never sent.
CREATE FUNCTION give_back(p_call uuid) RETURNS void LANGUAGE sql AS $$
  WITH gone AS (DELETE FROM reservation WHERE call_id = p_call RETURNING limit_id, key, window_start, amount)
  UPDATE counter c SET used = greatest(0, c.used - gone.amount) FROM gone
  WHERE c.limit_id = gone.limit_id AND c.key = gone.key AND c.window_start = gone.window_start;
  DELETE FROM dedupe WHERE call_id = p_call;
$$;

-- A call got its final answer: its run has one fewer to wait for, and wakes when it was the last.
-- Returns the events with run.resumed behind them when the run woke.
CREATE FUNCTION answer_call(p_run uuid, p_withheld bigint, p_cost numeric, p_tainted boolean, p_events json,
  p_resumed json) RETURNS json LANGUAGE plpgsql AS $$
DECLARE
  was text;
  woke boolean;
BEGIN
  SELECT state INTO was FROM run WHERE id = p_run FOR UPDATE;
  UPDATE run SET open_calls = open_calls - 1,
    withheld_bytes = withheld_bytes + p_withheld,
    cost = cost + p_cost,
    tainted = tainted OR p_tainted,
    state = CASE WHEN state = 'parked' AND open_calls = 1 THEN 'running' ELSE state END,
    next_at = CASE WHEN state = 'parked' AND open_calls = 1 THEN clock_timestamp() ELSE next_at END,
    updated_at = date_trunc('milliseconds', clock_timestamp())
  WHERE id = p_run RETURNING was = 'parked' AND state = 'running' INTO woke;
  IF woke THEN
    RETURN (SELECT json_agg(e) FROM (SELECT value AS e FROM json_array_elements(p_events)
            UNION ALL SELECT value FROM json_array_elements(p_resumed)) all_events);
  END IF;
  RETURN p_events;
END $$;
