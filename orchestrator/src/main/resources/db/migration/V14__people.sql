-- People as an operator keeps them, who decides for whom, whom an item is shown to later, and the mails (ADR 0027).

-- A company has roles of its own, for policy to look at; only three of them open anything here.
ALTER TABLE person
  DROP CONSTRAINT person_roles_known,
  ADD CONSTRAINT person_roles_form CHECK (array_to_string(roles, ' ') ~ '^([a-z][a-z0-9_]{0,39}( |$))*$');

-- ---- delegation ---------------------------------------------------------------------------------------------------

CREATE TABLE delegation (
  id          uuid PRIMARY KEY,
  from_person text NOT NULL REFERENCES person (id),
  to_person   text NOT NULL REFERENCES person (id),
  starts_at   timestamptz NOT NULL,
  ends_at     timestamptz NOT NULL,
  -- null for all that the person has
  groups      text[],
  tools       text[],
  created_by  text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT date_trunc('milliseconds', clock_timestamp()),
  ended_by    text,
  ended_at    timestamptz,
  CONSTRAINT delegation_of_two CHECK (from_person <> to_person),
  CONSTRAINT delegation_takes_time CHECK (starts_at < ends_at),
  CONSTRAINT delegation_scope_not_empty CHECK (cardinality(groups) > 0 AND cardinality(tools) > 0),
  CONSTRAINT delegation_ended_whole CHECK ((ended_by IS NULL) = (ended_at IS NULL))
);
CREATE INDEX delegation_to ON delegation (to_person, ends_at) WHERE ended_at IS NULL;
CREATE INDEX delegation_from ON delegation (from_person, ends_at) WHERE ended_at IS NULL;

-- Writes a delegation down, or says why not. The lock comes first: two that are made at once must see each other, or
-- together they would close a circle.
CREATE FUNCTION delegate(p_id uuid, p_from text, p_to text, p_starts timestamptz, p_ends timestamptz, p_groups text[],
  p_tools text[], p_by text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
  above int;
  below int;
BEGIN
  PERFORM pg_advisory_xact_lock(4203002);
  IF (SELECT count(*) FROM delegation WHERE from_person = p_from AND ended_at IS NULL
      AND ends_at > clock_timestamp()) >= 20 THEN
    RETURN 'TOO_MANY';
  END IF;
  -- how far authority has come when it reaches p_from, and how far it goes on from p_to, at any moment of this one
  WITH RECURSIVE up AS (
    SELECT p_from AS person, 0 AS hops
    UNION ALL
    SELECT d.from_person, up.hops + 1 FROM up JOIN delegation d ON d.to_person = up.person
    WHERE up.hops < 3 AND d.ended_at IS NULL AND d.starts_at < p_ends AND d.ends_at > p_starts)
  SELECT max(hops) INTO above FROM up;
  WITH RECURSIVE down AS (
    SELECT p_to AS person, 0 AS hops
    UNION ALL
    SELECT d.to_person, down.hops + 1 FROM down JOIN delegation d ON d.from_person = down.person
    WHERE down.hops < 3 AND d.ended_at IS NULL AND d.starts_at < p_ends AND d.ends_at > p_starts)
  SELECT CASE WHEN bool_or(person = p_from) THEN -1 ELSE max(hops) END INTO below FROM down;
  IF below < 0 THEN RETURN 'CYCLE'; END IF;
  IF above + 1 + below > 2 THEN RETURN 'TOO_MANY_HOPS'; END IF;
  INSERT INTO delegation (id, from_person, to_person, starts_at, ends_at, groups, tools, created_by)
  VALUES (p_id, p_from, p_to, p_starts, p_ends, p_groups, p_tools, p_by);
  RETURN NULL;
END $$;

-- ---- who may vote -------------------------------------------------------------------------------------------------

-- Whose yes a vote also uses up: with a delegation it is the absent person's, so that the two never count twice.
ALTER TABLE vote ADD COLUMN for_person text;
CREATE UNIQUE INDEX vote_of_one_authority ON vote (approval_id, round, coalesce(for_person, person_id));

-- In whose name a person may decide: the own one first, then the nearest delegation's; null for nobody's.
CREATE FUNCTION stands_for(p_person text, a approval) RETURNS text LANGUAGE sql STABLE AS $$
  WITH RECURSIVE chain AS (
    SELECT p_person AS holder, NULL::text[] AS within, 0 AS hops
    UNION ALL
    SELECT d.from_person,
      CASE WHEN chain.within IS NULL THEN d.groups WHEN d.groups IS NULL THEN chain.within
        ELSE ARRAY(SELECT unnest(chain.within) INTERSECT SELECT unnest(d.groups)) END,
      chain.hops + 1
    FROM chain JOIN delegation d ON d.to_person = chain.holder
    WHERE chain.hops < 2 AND d.ended_at IS NULL AND d.starts_at <= clock_timestamp() AND d.ends_at > clock_timestamp()
      AND (d.tools IS NULL OR a.tool = ANY(d.tools)))
  SELECT chain.holder FROM chain JOIN person p ON p.id = chain.holder
  WHERE 'approver' = ANY(p.roles)
    AND EXISTS (SELECT 1 FROM unnest(p.groups) AS g WHERE g = ANY(a.groups)
                AND (chain.within IS NULL OR g = ANY(chain.within)))
    AND NOT (a.separate AND (a.owner IN (p_person, chain.holder) OR coalesce(a.on_behalf_of IN (p_person, chain.holder), false)))
    AND NOT (a.separate AND a.quorum > 1 AND coalesce(a.edited_by IN (p_person, chain.holder), false))
    AND NOT EXISTS (SELECT 1 FROM vote v WHERE v.approval_id = a.id AND v.round = a.round AND v.person_id <> p_person
                    AND coalesce(v.for_person, v.person_id) = chain.holder)
    AND (chain.hops = 0 OR (
      EXISTS (SELECT 1 FROM person q WHERE q.id = p_person AND 'approver' = ANY(q.roles))
      -- whoever changed policy last does not decide in somebody else's name what it asks
      AND NOT EXISTS (SELECT 1 FROM tool_call c JOIN policy_revision r ON r.revision::text = c.policy_revision
                      WHERE c.id = a.call_id AND r.proposed_by = p_person)))
  ORDER BY chain.hops, chain.holder LIMIT 1
$$;

CREATE OR REPLACE FUNCTION may_vote(p_person text, a approval) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT stands_for(p_person, a) IS NOT NULL
$$;

-- ---- escalation and reminders -------------------------------------------------------------------------------------

ALTER TABLE approval
  ADD COLUMN escalate_to text,
  -- 80 % and 50 % of the time there was when it was opened
  ADD COLUMN escalate_at timestamptz,
  ADD COLUMN remind_at   timestamptz,
  ADD COLUMN notified_at timestamptz,
  ADD COLUMN reminded_at timestamptz,
  ADD CONSTRAINT approval_escalated_to_somebody CHECK (escalated_at IS NULL OR escalate_to IS NOT NULL);
CREATE INDEX approval_escalates ON approval (escalate_at)
  WHERE state IN ('pending', 'stale') AND escalate_to IS NOT NULL AND escalated_at IS NULL;
CREATE INDEX approval_unnotified ON approval (opened_at)
  WHERE state IN ('pending', 'stale') AND notified_at IS NULL;
CREATE INDEX approval_unreminded ON approval (remind_at)
  WHERE state IN ('pending', 'stale') AND reminded_at IS NULL;
-- What waited before this version was shown to people already.
UPDATE approval SET notified_at = clock_timestamp(), reminded_at = clock_timestamp() WHERE state IN ('pending', 'stale');

-- ---- mail ---------------------------------------------------------------------------------------------------------

CREATE TABLE mail (
  id         uuid PRIMARY KEY,
  person_id  text NOT NULL REFERENCES person (id),
  address    text NOT NULL CONSTRAINT mail_address_bounded CHECK (length(address) <= 320),
  subject    text NOT NULL CONSTRAINT mail_subject_bounded CHECK (length(subject) <= 300),
  body       text NOT NULL CONSTRAINT mail_body_bounded CHECK (length(body) <= 100000),
  created_at timestamptz NOT NULL DEFAULT date_trunc('milliseconds', clock_timestamp()),
  next_at    timestamptz DEFAULT clock_timestamp(),
  attempts   int NOT NULL DEFAULT 0,
  sent_at    timestamptz,
  given_up_at timestamptz,
  CONSTRAINT mail_due_until_it_ends CHECK ((next_at IS NULL) = (sent_at IS NOT NULL OR given_up_at IS NOT NULL))
);
CREATE INDEX mail_due ON mail (next_at) WHERE next_at IS NOT NULL;
CREATE INDEX mail_newest ON mail (created_at DESC, id DESC);

-- Who was told of what; one row per item, person and reason, so that nobody is told twice.
CREATE TABLE notice (
  approval_id uuid NOT NULL REFERENCES approval (id),
  person_id   text NOT NULL REFERENCES person (id),
  kind        text NOT NULL CONSTRAINT notice_kind_known CHECK (kind IN ('asked', 'reminder', 'escalated')),
  at          timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- null until a mail carries it
  mail_id     uuid REFERENCES mail (id),
  dropped_at  timestamptz,
  PRIMARY KEY (approval_id, person_id, kind)
);
CREATE INDEX notice_waiting ON notice (person_id, at) WHERE mail_id IS NULL AND dropped_at IS NULL;
