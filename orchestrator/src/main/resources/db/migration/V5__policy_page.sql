-- When a rule decided last, and how often of late: the policy page asks it of every rule at once.
CREATE INDEX tool_call_of_rule ON tool_call (rule_id, decided_at DESC) INCLUDE (id) WHERE decided_at IS NOT NULL;
