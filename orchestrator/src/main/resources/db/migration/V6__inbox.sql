-- What the approvers' inbox needs of an approval beside its card (ADR 0019).

ALTER TABLE approval
  -- what lists filter by, copied when it is opened: a list never joins
  ADD COLUMN tool          text,
  ADD COLUMN rule_id       text,
  ADD COLUMN ref_keys      text[] NOT NULL DEFAULT '{}',
  -- equal for items that are decided in one table; null for those that never are
  ADD COLUMN group_key     text,
  -- who changed the arguments of this round; null when they are the agent's own
  ADD COLUMN edited_by     text,
  ADD COLUMN claimed_by    text,
  ADD COLUMN claimed_until timestamptz,
  ADD COLUMN escalated_at  timestamptz,
  ADD CONSTRAINT approval_claim_whole CHECK ((claimed_by IS NULL) = (claimed_until IS NULL));
UPDATE approval SET tool = c.tool, rule_id = c.rule_id, ref_keys = c.ref_keys
  FROM tool_call c WHERE c.id = approval.call_id;
ALTER TABLE approval ALTER COLUMN tool SET NOT NULL;

-- Whether a person's vote counts, asked in the vote's own statement, so that a role that was taken away a moment ago
-- is gone. It does not look at earlier votes: one vote per round is the vote's own key.
CREATE FUNCTION may_vote(p_person text, a approval) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT 1 FROM person p WHERE p.id = p_person AND 'approver' = ANY(p.roles) AND p.groups && a.groups)
    AND NOT (a.separate AND (a.owner = p_person OR a.on_behalf_of IS NOT DISTINCT FROM p_person))
    AND NOT (a.separate AND a.quorum > 1 AND a.edited_by IS NOT DISTINCT FROM p_person)
$$;
