-- Synthetic, and the same every time except that times are relative to the moment of seeding.
-- Every domain ends in .example, which nobody can own.

create temporary table company_name on commit drop as
select row_number() over () as i, name, domain from (values
  ('Aldgate Freight', 'aldgate.example'), ('Birchwood Foods', 'birchwood.example'), ('Cobalt Mining', 'cobalt.example'),
  ('Dunmore Textiles', 'dunmore.example'), ('Elmfield Care', 'elmfield.example'), ('Fairline Airways', 'fairline.example'),
  ('Vantage Group', 'vantage.example'), ('Greystone Bank', 'greystone.example'), ('Acme', 'acme.example'),
  ('Harbour Logistics', 'harbour.example'), ('Ironbridge Steel', 'ironbridge.example'), ('Juniper Hotels', 'juniper.example'),
  ('Rival Systems', 'rival.example'), ('Kestrel Energy', 'kestrel.example'), ('Larkspur Media', 'larkspur.example'),
  ('Meridian Pharma', 'meridian.example'), ('Northgate Retail', 'northgate.example'), ('Oakhurst Legal', 'oakhurst.example'),
  ('Pemberton Tools', 'pemberton.example'), ('Quarry Hill Cement', 'quarryhill.example'), ('Redwood Games', 'redwood.example'),
  ('Silverlake Water', 'silverlake.example'), ('Thornbury Insurance', 'thornbury.example'), ('Umber Ceramics', 'umber.example'),
  ('Valewood Farms', 'valewood.example'), ('Westmoor Rail', 'westmoor.example'), ('Yarrow Biotech', 'yarrow.example'),
  ('Zephyr Turbines', 'zephyr.example'), ('Amberley Print', 'amberley.example'), ('Brookside Schools', 'brookside.example'),
  ('Acme Corporation', 'acme-corp.example'), ('Castleton Optics', 'castleton.example'), ('Denholm Shipping', 'denholm.example'),
  ('Eastgate Property', 'eastgate.example'), ('Foxglove Cosmetics', 'foxglove.example'), ('Glenmore Spirits', 'glenmore.example'),
  ('Hollis & Pryce', 'hollispryce.example'), ('Inverness Marine', 'inverness.example'), ('Harbour Logistics Ltd', 'harbour-logistics.example'),
  ('Jessamine Health', 'jessamine.example')) as v (name, domain);

-- Traps: acc-7 is a VIP, acc-13 a competitor, acc-31 and acc-39 are duplicates of acc-9 and acc-10.
insert into account (account_id, name, domain, owner, stage)
select 'acc-' || i, name, domain, (array['dana', 'maya', 'lee'])[1 + i % 3],
  case when i = 7 then 'vip' when i = 13 then 'competitor' when i % 2 = 1 then 'customer' else 'prospect' end
from company_name order by i;

insert into contact (contact_id, account_id, email, name)
select 'con-' || n, 'acc-' || c.i, lower(f) || '.' || lower(l) || '@' || c.domain, f || ' ' || l
from generate_series(1, 120) as n
join company_name c on c.i = 1 + (n - 1) / 3
cross join lateral (select
  (array['Ada','Ben','Cleo','Dev','Esme','Finn','Gail','Hugo','Iris','Jon'])[1 + n * 7 % 10] as f,
  (array['Abbot','Baines','Carver','Doyle','Eames','Frost','Grant','Hale','Irwin','Jarvis','Keane'])[1 + n * 5 % 11] as l) names;

-- Two in seven are closed; stages are up to three months old, amounts run from 5000 to 94000.
insert into opportunity (opportunity_id, account_id, name, stage, amount, stage_changed_at, version)
select 'opp-' || n, 'acc-' || c.i, c.name || ' ' || (array['renewal', 'expansion', 'pilot', 'rollout'])[1 + n % 4],
  (array['discovery', 'qualified', 'proposal', 'negotiation', 'qualified', 'won', 'lost'])[1 + n % 7],
  5000 + n * 71 % 90 * 1000, now() - make_interval(days => 1 + n * 37 % 90), 1 + n % 5
from generate_series(1, 60) as n join company_name c on c.i = 1 + (n - 1) % 40 order by n;
update opportunity set account_id = 'acc-9', name = 'Acme renewal', stage = 'qualified', amount = 18000,
  stage_changed_at = now() - interval '20 days', version = 37 where opportunity_id = 'opp-17';

-- A third has heard from an agent only lately, and from a person long ago; every twentieth from nobody.
insert into activity (opportunity_id, account_id, actor, kind, note, at)
select o.opportunity_id, o.account_id, v.actor, v.kind, v.note, now() - v.age
from generate_series(1, 60) as n
join opportunity o on o.opportunity_id = 'opp-' || n
cross join lateral (values
  ('person', 'call', 'Spoke about the next steps', make_interval(days => case when n = 17 then 2 when n % 3 = 0 then 9 + n % 40 else 1 + n % 5 end)),
  ('person', 'meeting', 'First meeting', make_interval(days => 60 + n)),
  ('agent', 'note', 'Summary of the thread', make_interval(days => 1 + n % 2, hours => n % 7))) as v (actor, kind, note, age)
where n % 20 <> 0 order by n;

-- All five statuses in turn. Traps: lead-24 repeats lead-1 under another name, lead-25 belongs to a competitor.
insert into lead (lead_id, email, company, status, owner, source, created_at)
select 'lead-' || n,
  case n when 24 then 'wren1@lantern.example' when 25 then 'hunter@rival.example'
    else (array['wren', 'sage', 'remy', 'quinn', 'jules'])[1 + n % 5] || n || '@' || d || '.example' end,
  case n when 24 then 'Lantern Labs Inc.' when 25 then 'Rival Systems' else initcap(d) || ' Labs' end,
  (array['new', 'working', 'contacted', 'qualified', 'disqualified'])[1 + (n - 1) % 5],
  (array['dana', 'maya', 'lee'])[1 + n % 3], (array['web', 'event', 'referral'])[1 + n % 3], now() - make_interval(days => 30 - n)
from generate_series(1, 25) as n
cross join lateral (select (array['lantern', 'tidewater', 'copperfield', 'highmoor', 'bluebell', 'saltmarsh', 'windrush', 'stonecrop',
  'fernleigh', 'marigold', 'driftwood', 'peregrine'])[1 + (n - 1) % 12] as d) names;

insert into known_domain (domain) select domain from company_name where i % 2 = 1 and i <> 13;
insert into known_domain (domain) values ('countersign.example');
insert into sender (sender_id, score) values ('default', 96);

-- Large companies cost more than the 0.50 that the sample policy lets pass.
insert into company (domain, name, employees, industry, price)
select domain, name, 20 + i * 131 % 4000, (array['logistics', 'food', 'mining', 'textiles', 'care', 'finance'])[1 + i % 6],
  case when i % 8 = 0 then 0.90 when i % 2 = 0 then 0.35 else 0.25 end
from company_name;

alter sequence account_number restart 41;
alter sequence contact_number restart 121;
alter sequence opportunity_number restart 61;
alter sequence lead_number restart 26;
