/**
 * Keys, and what the help and the palette say about them: one registry for all three. Single keys work never in a field,
 * never while a dialog is open, never before the next card was painted, and not at all when the person turned them off.
 */

import { $, $$, card, hear, isWide, pane, rowOf, say, stored, tell } from './dom.js';
import { focusHeading, keysWait, neighbour, open } from './card.js';
import { approveRow, isDeciding } from './deciding.js';

const ARMED_MS = 5000;
const SECOND_MS = 1500; // between G and where to go
const chipKeys = ['WRONG_RECORD', 'WRONG_VALUE', 'WRONG_TIME', 'NOT_ALLOWED', 'OTHER'];
const named = { Escape: 'Esc', Enter: 'Enter' };

const keys = new Map();
let armedUntil = 0;
let first = '';
let firstUntil = 0;

/**
 * @param key as an event names it; 'g m' for two, one after the other
 * @param act is given the focused row or null, and the shown card or null; false means that the key was not for us
 * @param words what help and palette call it; without, neither has it
 * @param more at: selector of the button or link that does the same; without one on the page the palette leaves it out.
 *   can(row, card): whether it can be done now. shown: how the help writes the key. always: no single key to turn off
 */
export function onKey(key, act, words = '', more = {}) {
  keys.set(key, { key, act, words, ...more });
}

/** Everything that has words, in the order in which it was registered. */
export const actions = () => [...keys.values()].filter(action => action.words);

export const shownKeys = action => action.shown ?? action.key.split(' ').map(key => named[key] ?? key.toUpperCase()).join(' then ');

export const focusedRow = () => document.activeElement?.closest?.('li.row') ?? null;

export function isPossible(action, row, shown) {
  if (action.at && !$(action.at)) return false;
  return action.can ? Boolean(action.can(row, shown)) : true;
}

// ---- the switch (WCAG 2.1.4) ----

export const singleKeys = () => stored('countersign.keys') !== 'off';
export function turnSingleKeys(on) {
  try { localStorage.setItem('countersign.keys', on ? 'on' : 'off'); } catch { /* then for this page only */ }
  document.documentElement.dataset.single = on ? 'on' : 'off';
}
document.documentElement.dataset.single = singleKeys() ? 'on' : 'off';
const isOn = action => action.always || document.documentElement.dataset.single === 'on';

// ---- deciding ----

function disarm() {
  armedUntil = 0;
  $('#reject')?.removeAttribute('data-armed');
}

const mayApprove = shown => shown && 'votable' in shown.dataset && shown.dataset.tier !== 'T3';

function approveFromList(row) {
  if (row.classList.contains('ended')) return;
  keysWait();
  if ('whole' in row.dataset) approveRow(row);
  else open($('a', row).href, true);
}

function approveFromCard(shown) {
  if (!mayApprove(shown)) return;
  keysWait();
  $('button[value="approve"]', shown).click();
}

function arm(row, shown) {
  if (row && row.dataset.approval !== shown?.dataset.approval) {
    open($('a', row).href, true);
    return;
  }
  if (!shown || !('votable' in shown.dataset)) return;
  armedUntil = performance.now() + ARMED_MS;
  $('#reject').dataset.armed = '';
  setTimeout(() => { if (performance.now() >= armedUntil) disarm(); }, ARMED_MS + 20);
  say('Reject: 1 wrong record, 2 wrong value, 3 wrong time, 4 not allowed, 5 other');
}

/** Only after R; a digit alone is the page's own. */
function digit(at) {
  if (performance.now() > armedUntil) return false;
  disarm();
  keysWait();
  $(`button[name="reason_code"][value="${chipKeys[at]}"]`)?.click();
  return true;
}

// ---- moving ----

function back(shown) {
  if (armedUntil > performance.now()) { disarm(); return; }
  if (!isWide()) {
    if ($('main.at-item')) location.assign($('[data-back]').href);
    return;
  }
  const row = shown && rowOf(shown.dataset.approval);
  (row ? $('a', row) : $('li.row a'))?.focus();
}

const changed = shown => (shown ? $$('.diff tbody tr:has(.value) th', shown) : []);
/** To the next changed field of the card, and round again. */
function field(shown, step) {
  const heads = changed(shown);
  if (heads.length === 0) return false;
  const here = heads.indexOf(document.activeElement);
  const next = heads.at(here < 0 ? (step > 0 ? 0 : -1) : (here + step) % heads.length);
  next.tabIndex = -1;
  next.focus();
  next.scrollIntoView({ block: 'nearest' });
  return true;
}

const follow = at => () => {
  const link = $(at);
  if (!link) return false;
  location.assign(link.href);
  return true;
};

document.addEventListener('keydown', event => {
  const typed = event.getModifierState('AltGraph'); // some keyboards have brackets there only
  if (event.repeat || event.defaultPrevented || (event.altKey && !typed)) return;
  if ((event.ctrlKey || event.metaKey) && !typed) {
    if (event.key.toLowerCase() !== 'k' || event.shiftKey || $('dialog[open]')) return;
    event.preventDefault();
    tell('palette');
    return;
  }
  const input = event.target.closest?.('input:not([type="checkbox"]), textarea, select, [contenteditable]');
  if (input) {
    if (event.key === 'Escape') { input.blur(); focusHeading(); }
    return;
  }
  if ($('dialog[open]') || $('#edit') || document.documentElement.dataset.ready !== 'on' || isDeciding()) return;
  const key = event.key.length === 1 && !event.shiftKey ? event.key.toLowerCase() : event.key;
  const two = first && performance.now() < firstUntil ? keys.get(`${first} ${key}`) : null;
  first = '';
  const action = two ?? keys.get(key);
  if (action && isOn(action) && action.act(focusedRow(), card()) !== false) {
    event.preventDefault();
  } else if (document.documentElement.dataset.single === 'on' && [...keys.keys()].some(known => known.startsWith(`${key} `))) {
    first = key;
    firstUntil = performance.now() + SECOND_MS;
  }
});

document.addEventListener('click', event => {
  const link = event.target.closest?.('li.row a, [data-next], [data-previous]');
  if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (!pane() || !isWide()) return;
  event.preventDefault();
  open(link.href, true);
});

const RULE = '#card .card a[href^="/policy#"]';
onKey('j', () => neighbour(1), 'Next', { can: () => $('li.row') });
onKey('k', () => neighbour(-1), 'Previous', { can: () => $('li.row') });
onKey('Enter', () => false, 'Open the row that has the focus', { always: true, can: () => false });
onKey('Escape', (row, shown) => back(shown), 'Back to the list', { always: true, can: () => $('#card .card') });
onKey('a', (row, shown) => (row ? approveFromList(row) : approveFromCard(shown)), 'Approve a T1 or T2; a T3 has no key',
  { at: '#approve button', can: (row, shown) => mayApprove(shown) });
onKey('r', arm, 'Reject with one of the five reasons', { shown: 'R then 1 to 5', can: () => false });
'12345'.split('').forEach((key, at) => onKey(key, () => digit(at)));
onKey(']', (row, shown) => field(shown, 1), 'Next changed field', { can: (row, shown) => changed(shown).length });
onKey('[', (row, shown) => field(shown, -1), 'Previous changed field', { can: (row, shown) => changed(shown).length });
onKey('v', follow('[data-run]'), 'Open the run', { at: '[data-run]' });
onKey('p', follow(RULE), 'Open the rule', { at: RULE });
onKey('d', follow('.person a[href="/away"]'), 'Hand your decisions over while you are away', { at: '.person a[href="/away"]' });
const SEARCH = '.rail a[href^="/search"]';
if ($(SEARCH)) onKey('/', follow(SEARCH), 'Search', { at: SEARCH });
onKey('?', () => tell('help'), 'These keys');

const PLACES = {
  m: 'view=mine', t: 'view=team', u: 'view=unassigned', s: 'view=snoozed', e: 'view=expiring', f: 'view=failed',
  d: 'view=decided', o: '/unknown', z: '/freeze', b: '/backlog', p: '/policy',
};
for (const [key, place] of Object.entries(PLACES)) {
  const at = `.rail nav a[href*="${place}"]`;
  const name = $(at)?.firstChild.textContent.trim();
  if (name) onKey(`g ${key}`, follow(at), `Go to ${name}`, { at });
}

/** Buttons say their key to those who do not see it beside them. */
function label() {
  for (const action of actions()) {
    if (!action.at || action.key.includes(' ') || !isPossible(action, null, card())) continue;
    for (const node of $$(action.at)) {
      node.setAttribute('aria-keyshortcuts', action.key.toUpperCase());
      if (!$('kbd', node) && !node.title) node.title = `${action.words} (${shownKeys(action)})`;
    }
  }
}

hear('shown', () => { disarm(); label(); });
label();
