-- Items that are decided in one table are found by their key (ADR 0022); only what waits has one.
CREATE INDEX approval_alike ON approval (group_key, expires_at, id) WHERE group_key IS NOT NULL AND state = 'pending';
