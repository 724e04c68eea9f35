-- The sample systems of record. Columns are named as on the wire.

create function rfc3339(moment timestamptz) returns text language sql immutable
  return to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"');

create sequence account_number;
create sequence contact_number;
create sequence lead_number;
create sequence opportunity_number;
create sequence activity_number;
create sequence task_number;
create sequence draft_number;
create sequence message_number;
create sequence meeting_number;
create sequence charge_number;

create table account (
  account_id text primary key default 'acc-' || nextval('account_number'),
  name text not null,
  domain text not null,
  owner text not null,
  stage text not null constraint account_stage_known check (stage in ('prospect', 'customer', 'vip', 'competitor')),
  version integer not null default 1 constraint account_version_positive check (version >= 1),
  merged_into text references account
);
create index on account (lower(name) text_pattern_ops);
create index on account (domain);

create table contact (
  contact_id text primary key default 'con-' || nextval('contact_number'),
  account_id text not null references account,
  email text not null,
  name text not null,
  version integer not null default 1
);
create index on contact (account_id);

create table lead (
  lead_id text primary key default 'lead-' || nextval('lead_number'),
  email text not null,
  company text not null,
  status text not null default 'new'
    constraint lead_status_known check (status in ('new', 'working', 'contacted', 'qualified', 'disqualified')),
  owner text not null default 'unassigned',
  source text,
  version integer not null default 1,
  created_at timestamptz not null default clock_timestamp(),
  -- Kept, so that deleting again is no error and no second effect.
  deleted_at timestamptz
);
create index on lead (lower(email));

create table opportunity (
  opportunity_id text primary key default 'opp-' || nextval('opportunity_number'),
  account_id text not null references account,
  name text not null,
  stage text not null constraint opportunity_stage_known
    check (stage in ('discovery', 'qualified', 'proposal', 'negotiation', 'won', 'lost')),
  amount numeric(14, 2) not null constraint opportunity_amount_not_negative check (amount >= 0),
  stage_changed_at timestamptz not null default clock_timestamp(),
  version integer not null default 1
);
create index on opportunity (account_id);
create index on opportunity (stage_changed_at);

create table activity (
  activity_id text primary key default 'act-' || nextval('activity_number'),
  account_id text references account,
  opportunity_id text references opportunity,
  lead_id text references lead,
  actor text not null constraint activity_actor_known check (actor in ('person', 'agent')),
  kind text not null,
  note text not null default '',
  at timestamptz not null default clock_timestamp()
);
create index on activity (opportunity_id, at desc);
create index on activity (account_id, at desc);

create table task (
  task_id text primary key default 'task-' || nextval('task_number'),
  subject text not null,
  opportunity_id text references opportunity,
  lead_id text references lead,
  priority text not null constraint task_priority_known check (priority in ('low', 'normal', 'urgent')),
  version integer not null default 1
);

create table draft (
  draft_id text primary key default 'draft-' || nextval('draft_number'),
  recipients text[] not null,
  subject text not null,
  body text not null
);
create table message (
  message_id text primary key default 'msg-' || nextval('message_number'),
  recipients text[] not null,
  subject text not null,
  body text not null,
  sent_at timestamptz not null default clock_timestamp()
);
create table known_domain (domain text primary key);
create table sender (
  sender_id text primary key,
  score integer not null constraint sender_score_percent check (score between 0 and 100),
  version integer not null default 1
);

create table meeting (
  meeting_id text primary key default 'mtg-' || nextval('meeting_number'),
  title text not null,
  attendees text[] not null,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  constraint meeting_ends_after_start check (ends_at > starts_at)
);
create index on meeting (starts_at);

create table company (
  domain text primary key,
  name text not null,
  employees integer not null,
  industry text not null,
  price numeric(10, 2) not null
);
create table charge (
  charge_id text primary key default 'chg-' || nextval('charge_number'),
  domain text not null,
  price numeric(10, 2) not null,
  at timestamptz not null default clock_timestamp()
);

-- The first answer to a call that carried an idempotency key. The same key gets it again.
create table first_answer (
  tool text not null,
  idempotency_key text not null,
  arguments_digest text not null,
  body json not null,
  at timestamptz not null default clock_timestamp(),
  primary key (tool, idempotency_key)
);

-- What really arrived here. A row is committed before its call is answered.
create table ledger (
  n bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  connector text not null,
  tool text not null,
  call_id text,
  idempotency_key text,
  arguments_digest text not null constraint ledger_digest_form check (arguments_digest ~ '^sha256:[0-9a-f]{64}$'),
  effect_applied boolean not null
);
create index on ledger (call_id);
