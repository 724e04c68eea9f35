-- What a person may do in whose name (ADR 0027), with the votes looked at only where a vote is what they do.

-- In whose names a person may act on an approval, the own one first: nothing of it looks at votes.
CREATE FUNCTION holders(p_person text, a approval) RETURNS TABLE (holder text, hops int) LANGUAGE sql STABLE AS $$
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
  SELECT chain.holder, chain.hops FROM chain JOIN person p ON p.id = chain.holder
  WHERE 'approver' = ANY(p.roles)
    AND EXISTS (SELECT 1 FROM unnest(p.groups) AS g WHERE g = ANY(a.groups)
                AND (chain.within IS NULL OR g = ANY(chain.within)))
    AND NOT (a.separate AND (a.owner IN (p_person, chain.holder) OR coalesce(a.on_behalf_of IN (p_person, chain.holder), false)))
    AND NOT (a.separate AND a.quorum > 1 AND coalesce(a.edited_by IN (p_person, chain.holder), false))
    AND (chain.hops = 0 OR (
      EXISTS (SELECT 1 FROM person q WHERE q.id = p_person AND 'approver' = ANY(q.roles))
      -- whoever changed policy last does not decide in somebody else's name what it asks
      AND NOT EXISTS (SELECT 1 FROM tool_call c JOIN policy_revision r ON r.revision::text = c.policy_revision
                      WHERE c.id = a.call_id AND r.proposed_by = p_person)))
$$;

CREATE OR REPLACE FUNCTION may_vote(p_person text, a approval) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM holders(p_person, a))
$$;

-- In whose name a person's vote would count: the nearest whose authority nobody else has used in this round; null for
-- nobody's. Undo, edit and claim do not ask it, because they use up nothing.
CREATE FUNCTION votes_for(p_person text, a approval) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT h.holder FROM holders(p_person, a) h
  WHERE NOT EXISTS (SELECT 1 FROM vote v WHERE v.approval_id = a.id AND v.round = a.round AND v.person_id <> p_person
                    AND coalesce(v.for_person, v.person_id) = h.holder)
  ORDER BY h.hops, h.holder LIMIT 1
$$;

DROP FUNCTION stands_for(text, approval);

-- Who has no more say in this round: everybody who voted, and everybody in whose name somebody did.
ALTER TABLE approval DROP CONSTRAINT approval_voters_counted;
UPDATE approval a SET voters = a.voters || v.holders
  FROM (SELECT approval_id, round, array_agg(for_person ORDER BY at, for_person) AS holders
        FROM vote WHERE for_person IS NOT NULL AND verdict = 'approve' GROUP BY approval_id, round) v
  WHERE v.approval_id = a.id AND v.round = a.round AND a.state IN ('pending', 'stale');
ALTER TABLE approval ADD CONSTRAINT approval_voters_counted
  CHECK (state NOT IN ('pending', 'stale') OR cardinality(voters) >= granted);

-- who counts what nobody has claimed need not read the rows
DROP INDEX approval_audience_expiry;
CREATE INDEX approval_audience_expiry ON approval (audience, expires_at, id) INCLUDE (claimed_until)
  WHERE state IN ('pending', 'stale');
