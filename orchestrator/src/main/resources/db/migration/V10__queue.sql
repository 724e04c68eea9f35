-- The queue: lists whose pages cost the same however much waits, claims, snoozes, saved views (ADR 0023).

-- Everything that waits falls into classes of items that are alike in all that a list selects by. A list visits the
-- classes, one index probe each, takes a page from the front of those that it is about, and merges the pages. So neither
-- a rare group among a hundred thousand items, nor a person who has voted on nearly all of them, makes it read more.
CREATE FUNCTION class_of(p_groups text[], p_voters text[], p_rest text[]) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT md5(p_groups::text || p_voters::text || p_rest::text)::uuid
$$;

-- Who approved in this round: the votes are the truth, this is what lists leave out.
ALTER TABLE approval ADD COLUMN voters text[] NOT NULL DEFAULT '{}';
UPDATE approval a SET voters = v.voters
  FROM (SELECT approval_id, round, array_agg(person_id ORDER BY at, person_id) AS voters
        FROM vote WHERE verdict = 'approve' GROUP BY approval_id, round) v
  WHERE v.approval_id = a.id AND v.round = a.round AND cardinality(v.voters) = a.granted;
ALTER TABLE approval ADD CONSTRAINT approval_voters_counted
  CHECK (state NOT IN ('pending', 'stale') OR cardinality(voters) = granted);

CREATE FUNCTION forget_voters() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.voters := '{}';
  RETURN NEW;
END $$;
CREATE TRIGGER approval_new_round BEFORE UPDATE OF round ON approval
  FOR EACH ROW WHEN (NEW.round <> OLD.round) EXECUTE FUNCTION forget_voters();

ALTER TABLE approval
  -- alike in whose yes is asked for, who said it already, and tier
  ADD COLUMN audience uuid GENERATED ALWAYS AS (class_of(groups, voters, ARRAY[tier])) STORED,
  -- alike in that and in what filters name
  ADD COLUMN kind uuid GENERATED ALWAYS AS
    (class_of(groups, voters, ARRAY[tier, workflow_id, tool, coalesce(rule_id, '')])) STORED;
CREATE INDEX approval_audience_expiry ON approval (audience, expires_at, id) WHERE state IN ('pending', 'stale');
CREATE INDEX approval_audience_opened ON approval (audience, opened_at, id) WHERE state IN ('pending', 'stale');
CREATE INDEX approval_kind_expiry ON approval (kind, expires_at, id) WHERE state IN ('pending', 'stale');
CREATE INDEX approval_kind_opened ON approval (kind, opened_at, id) WHERE state IN ('pending', 'stale');
CREATE INDEX approval_queue_ref ON approval USING gin (ref_keys) WHERE state IN ('pending', 'stale');
CREATE INDEX approval_queue_run ON approval (run_id, expires_at, tier, id);
CREATE INDEX approval_state ON approval (state, expires_at, tier, id);

-- The classes that a list is about. One probe for each class there is; the settings keep a plan that was made while the
-- table was small from reading a large one. Null means any.
CREATE FUNCTION waiting_audiences(p_groups text[], p_not_voter text, p_tier text)
RETURNS TABLE (class uuid, tier text) LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
DECLARE
  a record;
  last uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
  LOOP
    SELECT w.audience, w.groups, w.voters, w.tier INTO a FROM approval w
    WHERE w.state IN ('pending', 'stale') AND w.audience > last ORDER BY w.audience LIMIT 1;
    EXIT WHEN NOT FOUND;
    last := a.audience;
    IF (p_groups IS NULL OR a.groups && p_groups) AND (p_tier IS NULL OR a.tier = p_tier)
      AND (p_not_voter IS NULL OR p_not_voter <> ALL (a.voters)) THEN
      class := a.audience;
      tier := a.tier;
      RETURN NEXT;
    END IF;
  END LOOP;
END $$;

CREATE FUNCTION waiting_kinds(p_groups text[], p_not_voter text, p_tier text, p_workflow text, p_tool text, p_rule text)
RETURNS TABLE (class uuid, tier text, workflow_id text, tool text, rule_id text) LANGUAGE plpgsql STABLE
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off AS $$
DECLARE
  a record;
  last uuid := '00000000-0000-0000-0000-000000000000';
BEGIN
  LOOP
    SELECT w.kind, w.groups, w.voters, w.tier, w.workflow_id, w.tool, w.rule_id INTO a FROM approval w
    WHERE w.state IN ('pending', 'stale') AND w.kind > last ORDER BY w.kind LIMIT 1;
    EXIT WHEN NOT FOUND;
    last := a.kind;
    IF (p_groups IS NULL OR a.groups && p_groups) AND (p_tier IS NULL OR a.tier = p_tier)
      AND (p_not_voter IS NULL OR p_not_voter <> ALL (a.voters))
      AND (p_workflow IS NULL OR a.workflow_id = p_workflow) AND (p_tool IS NULL OR a.tool = p_tool)
      AND (p_rule IS NULL OR a.rule_id = p_rule) THEN
      class := a.kind;
      tier := a.tier;
      workflow_id := a.workflow_id;
      tool := a.tool;
      rule_id := a.rule_id;
      RETURN NEXT;
    END IF;
  END LOOP;
END $$;

-- What a person puts off comes back by itself: a time that passed counts for nothing, and nobody has to clear it away.
CREATE TABLE snooze (
  person_id   text NOT NULL,
  approval_id uuid NOT NULL REFERENCES approval (id) ON DELETE CASCADE,
  until       timestamptz NOT NULL,
  at          timestamptz NOT NULL DEFAULT clock_timestamp(),
  PRIMARY KEY (person_id, approval_id),
  CONSTRAINT snooze_lies_ahead CHECK (until > at)
);
CREATE INDEX snooze_of_person ON snooze (person_id, until, approval_id);

CREATE TABLE saved_view (
  id         uuid PRIMARY KEY,
  person_id  text NOT NULL,
  place      int NOT NULL CONSTRAINT saved_view_bounded CHECK (place BETWEEN 1 AND 20),
  name       text NOT NULL CONSTRAINT saved_view_name_bounded CHECK (length(name) BETWEEN 1 AND 60),
  query      text NOT NULL CONSTRAINT saved_view_query_bounded CHECK (length(query) BETWEEN 1 AND 2000),
  at         timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT saved_view_place UNIQUE (person_id, place)
);

CREATE TABLE list_order (
  person_id text PRIMARY KEY,
  ordering  text NOT NULL,
  CONSTRAINT list_order_known CHECK (ordering IN ('expiry', 'newest', 'oldest', 'tier'))
);

-- Approved, and then it did not work out or nobody knows.
CREATE INDEX tool_call_mishap ON tool_call (coalesce(ended_at, dispatched_at, created_at) DESC, id DESC)
  WHERE approval_id IS NOT NULL AND state IN ('failed', 'refused', 'outcome_unknown')
    AND coalesce(refusal_code, '') NOT IN ('APPROVAL_REJECTED', 'APPROVAL_EXPIRED', 'APPROVAL_WITHDRAWN');
