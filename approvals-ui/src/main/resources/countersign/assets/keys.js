/** Single keys. Never in a field, never while a dialog is open, never before the next card was painted. */

import { $, $$, card, hear, isWide, pane, rowOf, say } from './dom.js';
import { focusHeading, neighbour, open } from './card.js';
import { approveRow } from './deciding.js';

const ARMED_MS = 5000;
let armedUntil = 0;
const chipKeys = ['WRONG_RECORD', 'WRONG_VALUE', 'WRONG_TIME', 'NOT_ALLOWED', 'OTHER'];

const keys = new Map();
/** @param act is given the focused row or null, and the shown card or null; false means that the key was not for us */
export const onKey = (key, act) => keys.set(key, act);

function disarm() {
  armedUntil = 0;
  $('#reject')?.removeAttribute('data-armed');
}

function approveFromList(row) {
  if (row.classList.contains('ended')) return;
  if ('whole' in row.dataset) approveRow(row);
  else open($('a', row).href, true);
}

function approveFromCard(shown) {
  if (!shown || !('votable' in shown.dataset) || shown.dataset.tier === 'T3') return;
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
  $(`button[name="reason_code"][value="${chipKeys[at]}"]`)?.click();
  return true;
}

function back(shown) {
  if (armedUntil > performance.now()) { disarm(); return; }
  if (!isWide()) {
    if ($('main.at-item')) location.assign($('[data-back]').href);
    return;
  }
  const row = shown && rowOf(shown.dataset.approval);
  (row ? $('a', row) : $('li.row a'))?.focus();
}

document.addEventListener('keydown', event => {
  if (event.repeat || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const field = event.target.closest?.('input:not([type="checkbox"]), textarea, select, [contenteditable]');
  if (field) {
    if (event.key === 'Escape') { field.blur(); focusHeading(); }
    return;
  }
  if ($('dialog[open]') || $('#edit') || document.documentElement.dataset.ready !== 'on') return;
  const act = keys.get(event.key);
  if (!act) return;
  const row = document.activeElement?.closest?.('li.row') ?? null;
  if (act(row, card()) !== false) event.preventDefault();
});

document.addEventListener('click', event => {
  if (event.target.closest?.('[data-keys]')) { $('#keys').showModal(); return; }
  const link = event.target.closest?.('li.row a, [data-next], [data-previous]');
  if (!link || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  if (!pane() || !isWide()) return;
  event.preventDefault();
  open(link.href, true);
});

onKey('j', () => neighbour(1));
onKey('k', () => neighbour(-1));
onKey('a', (row, shown) => (row ? approveFromList(row) : approveFromCard(shown)));
onKey('r', arm);
onKey('v', (row, shown) => { if (shown) location.assign($('[data-run]', shown).href); });
onKey('?', () => $('#keys').showModal());
onKey('Escape', (row, shown) => back(shown));
'12345'.split('').forEach((key, at) => onKey(key, () => digit(at)));

hear('shown', disarm);
for (const button of $$('[data-keys]')) button.hidden = false;
