-- A revision is proposed, perhaps activated, and never used again; its number is never given out twice.

-- Compiled rules by the digest of the module. The shipped ones are kept as well: an instance of another version of
-- Countersign beside this one has to decide by them, and so does a rollback after an upgrade.
CREATE TABLE policy_rules (
  rules_digest text PRIMARY KEY CONSTRAINT policy_rules_digest_form CHECK (rules_digest ~ '^sha256:[0-9a-f]{64}$'),
  shipped      boolean NOT NULL,
  wasm         bytea NOT NULL CONSTRAINT policy_rules_bounded CHECK (length(wasm) BETWEEN 1 AND 33554432),
  -- the Rego texts by path, as JSON: for an OPA server and for people
  sources      text NOT NULL,
  stored_at    timestamptz NOT NULL DEFAULT clock_timestamp()
);

ALTER TABLE policy_revision
  ADD COLUMN proposed_by text,
  ADD COLUMN proposed_at timestamptz NOT NULL DEFAULT date_trunc('milliseconds', clock_timestamp()),
  -- what was active when it was proposed; it is activated on exactly that
  ADD COLUMN based_on    bigint CONSTRAINT policy_revision_base_known REFERENCES policy_revision (revision),
  -- the older revision whose rules and data a rollback brings back
  ADD COLUMN restores    bigint CONSTRAINT policy_revision_restored_known REFERENCES policy_revision (revision),
  -- an upload as it came: the signature is checked again when it is activated
  ADD COLUMN bundle      bytea CONSTRAINT policy_revision_bundle_bounded CHECK (length(bundle) <= 8388608),
  ADD COLUMN signature   text CONSTRAINT policy_revision_signature_bounded CHECK (length(signature) <= 1024),
  -- fingerprint of the key
  ADD COLUMN signed_by   text,
  ALTER COLUMN activated_by DROP NOT NULL,
  ALTER COLUMN activated_at DROP NOT NULL,
  ALTER COLUMN activated_at DROP DEFAULT;

-- Until now whoever activated had proposed.
UPDATE policy_revision SET proposed_by = activated_by, proposed_at = activated_at,
  based_on = (SELECT max(earlier.revision) FROM policy_revision earlier
              WHERE earlier.revision < policy_revision.revision);

ALTER TABLE policy_revision
  ALTER COLUMN proposed_by SET NOT NULL,
  ADD CONSTRAINT policy_revision_positive CHECK (revision > 0),
  ADD CONSTRAINT policy_revision_activated_whole CHECK ((activated_by IS NULL) = (activated_at IS NULL)),
  ADD CONSTRAINT policy_revision_based_on_older CHECK (based_on < revision),
  ADD CONSTRAINT policy_revision_restores_older CHECK (restores < revision),
  ADD CONSTRAINT policy_revision_signed_whole CHECK (
    (bundle IS NULL) = (signature IS NULL) AND (bundle IS NULL) = (signed_by IS NULL));

-- Numbers may be skipped, when a change was refused half-way, but never come back.
CREATE SEQUENCE policy_revision_number;
SELECT setval('policy_revision_number', (SELECT coalesce(max(revision), 0) + 1 FROM policy_revision), false);

-- Makes a proposal active on exactly what it was based on. The lock is taken alone, so that no intent is committed
-- beside it; a statement that begins after this one was committed sees the new revision.
CREATE FUNCTION policy_activate(p_lock bigint, p_number bigint, p_expected bigint, p_by text, p_trace text,
  p_events json) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(p_lock);
  IF (SELECT revision FROM policy_active) IS DISTINCT FROM p_expected THEN
    RETURN false;
  END IF;
  UPDATE policy_revision SET activated_by = p_by, activated_at = date_trunc('milliseconds', clock_timestamp())
  WHERE revision = p_number AND activated_at IS NULL AND based_on IS NOT DISTINCT FROM p_expected;
  IF NOT FOUND THEN
    RETURN false;
  END IF;
  INSERT INTO policy_active (revision) VALUES (p_number) ON CONFLICT (one) DO UPDATE SET revision = excluded.revision;
  PERFORM ledger_append('policy', NULL::uuid, p_trace, p_events);
  RETURN true;
END $$;

-- Proposes and activates at once: data where one person is enough, a rollback, the rules of a new version.
CREATE FUNCTION policy_replace(p_lock bigint, p_number bigint, p_expected bigint, p_rules text, p_data_digest text,
  p_data text, p_restores bigint, p_by text, p_trace text, p_events json) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(p_lock);
  IF (SELECT revision FROM policy_active) IS DISTINCT FROM p_expected THEN
    RETURN false;
  END IF;
  INSERT INTO policy_revision (revision, rules_digest, data_digest, data, proposed_by, based_on, restores)
  VALUES (p_number, p_rules, p_data_digest, p_data, p_by, p_expected, p_restores);
  RETURN policy_activate(p_lock, p_number, p_expected, p_by, p_trace, p_events);
END $$;
