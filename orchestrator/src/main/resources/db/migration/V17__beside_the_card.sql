-- What stands beside a card and on the page of an empty inbox is found by these and by the indexes of the queue; nothing
-- of it is stored (ADR 0028).

-- the last decisions of a rule and a tool
CREATE INDEX approval_precedents ON approval (rule_id, tool, decided_at DESC)
  WHERE state IN ('granted', 'rejected');
-- what changed a record
CREATE INDEX tool_call_changed_ref ON tool_call USING gin (ref_keys) WHERE state = 'succeeded' AND effect <> 'READ';
-- what policy did today
CREATE INDEX tool_call_of_day ON tool_call (decided_at DESC) INCLUDE (outcome, effect, rule_id)
  WHERE decided_at IS NOT NULL;
