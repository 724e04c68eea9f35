-- What a run's story, a call's page and the search need (ADR 0026).

-- ---- prompts ------------------------------------------------------------------------------------------------------

-- Tools as a model was told about them. Runs of one workflow mostly get the same list, so it is kept once, by digest.
CREATE TABLE tool_list (
  digest   text PRIMARY KEY CONSTRAINT tool_list_digest_form CHECK (digest ~ '^sha256:[0-9a-f]{64}$'),
  document text NOT NULL
);

-- What was asked of the model at this step: its tools, and the salted digest of the whole request, so that a prompt put
-- together again later can be told from one that only looks like it. Null for the steps of an older version.
ALTER TABLE journal
  -- no foreign key: it would make all runs of a workflow share a lock on its list
  ADD COLUMN tools          text,
  ADD COLUMN request_digest text,
  ADD CONSTRAINT journal_request_whole CHECK ((tools IS NULL) = (request_digest IS NULL));

-- ---- what a call's page counts --------------------------------------------------------------------------------------

ALTER TABLE tool_call
  -- how long policy took to decide, and what of the answer nobody was given; null where it was not counted
  ADD COLUMN decision_us    int CONSTRAINT tool_call_decision_us_not_negative CHECK (decision_us >= 0),
  ADD COLUMN withheld_bytes bigint CONSTRAINT tool_call_withheld_not_negative CHECK (withheld_bytes >= 0),
  ADD COLUMN masked_fields  int CONSTRAINT tool_call_masked_not_negative CHECK (masked_fields >= 0),
  ADD COLUMN dropped_fields int CONSTRAINT tool_call_dropped_not_negative CHECK (dropped_fields >= 0);

-- ---- search -------------------------------------------------------------------------------------------------------

-- Bodies are bound here and not looked up when they run, because generated columns use them.

-- Words of a text as they are searched: any script, no language, and an id or an address in its parts.
CREATE FUNCTION words_of(p_text text) RETURNS tsvector LANGUAGE sql IMMUTABLE
  RETURN to_tsvector('simple'::regconfig, left(translate(coalesce(p_text, ''), '._-/:@#', '       '), 20000));

CREATE FUNCTION approval_words(p_card text, p_tool text, p_workflow text) RETURNS tsvector LANGUAGE sql IMMUTABLE
  RETURN words_of(coalesce(p_card::json ->> 'consequence', '') || ' ' || p_tool || ' ' || p_workflow);

-- Whose a run is: who answers for it, what started it, and for whom it works.
CREATE FUNCTION run_people(p_owner text, p_started_by text, p_on_behalf_of text) RETURNS text[] LANGUAGE sql IMMUTABLE
  RETURN array_remove(ARRAY[p_owner, p_started_by, p_on_behalf_of::json ->> 'id'], NULL);

ALTER TABLE approval ADD COLUMN words tsvector GENERATED ALWAYS AS (approval_words(card, tool, workflow_id)) STORED;
ALTER TABLE run ADD COLUMN people text[] GENERATED ALWAYS AS (run_people(owner, started_by, on_behalf_of)) STORED;

CREATE INDEX approval_words ON approval USING gin (words);
CREATE INDEX approval_ref ON approval USING gin (ref_keys);
CREATE INDEX approval_of_rule ON approval (rule_id, opened_at DESC, id DESC);
CREATE INDEX approval_of_owner ON approval (owner);
CREATE INDEX approval_of_person ON approval (on_behalf_of) WHERE on_behalf_of IS NOT NULL;
CREATE INDEX run_people ON run USING gin (people);
CREATE INDEX run_of_workflow ON run (workflow_id, created_at DESC, id DESC);
CREATE INDEX tool_call_of_tool ON tool_call (tool, created_at DESC, id DESC);
CREATE INDEX tool_call_repeats ON tool_call (repeats) WHERE repeats IS NOT NULL;
