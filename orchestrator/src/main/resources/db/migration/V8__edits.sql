-- Edit before approve, and policy asked again while people still decide (ADR 0021).

ALTER TABLE approval
  -- the revision by which policy was last asked about this round; an older one than the active is asked again.
  -- 0: not known
  ADD COLUMN policy_revision bigint NOT NULL DEFAULT 0,
  -- whether policy would let it pass without a person by then
  ADD COLUMN would_permit boolean NOT NULL DEFAULT false;
UPDATE approval SET policy_revision = c.policy_revision::bigint
  FROM tool_call c WHERE c.id = approval.call_id AND c.policy_revision IS NOT NULL;

-- Whose arguments these are; null for the agent's own. Proposed and sent are both kept.
ALTER TABLE tool_call
  ADD COLUMN edited_by text,
  ADD CONSTRAINT tool_call_edited_keeps_the_proposal CHECK (edited_by IS NULL OR proposed_arguments IS NOT NULL);

-- Reserves for a call anew what it had reserved for other arguments. Every counter of both is locked in the order in
-- which reserve takes them, so that two edits cannot wait for each other. A full limit raises CS001 and undoes all.
CREATE FUNCTION reserve_instead(p_call uuid, p_limits json, p_dedupes json) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  PERFORM 1 FROM counter c
    WHERE (c.limit_id, c.key, c.window_start) IN (
      SELECT limit_id, key, window_start FROM reservation WHERE call_id = p_call
      UNION SELECT limit_id, key, window_start FROM json_to_recordset(p_limits)
        AS x(limit_id text, key text, window_start timestamptz))
    ORDER BY c.limit_id, c.key, c.window_start FOR UPDATE;
  PERFORM give_back(p_call);
  PERFORM reserve(p_call, p_limits, p_dedupes);
END $$;
