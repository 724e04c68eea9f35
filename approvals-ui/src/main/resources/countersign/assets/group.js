/** The table of alike items: what is ticked, its totals, its keys. Only the page of that table loads it. */

import { $, $$, say } from './dom.js';
import { onKey } from './keys.js';

const ARMED_MS = 5000;
const CHIPS = ['WRONG_RECORD', 'WRONG_VALUE', 'WRONG_TIME', 'NOT_ALLOWED', 'OTHER'];
const form = $('main.batch #table');
const table = form && $('[data-approve]', form) ? form : null; // null too when nothing is left to decide

const boxes = () => $$('input[name="ticked"]', table);
const rowOfBox = box => box.closest('tbody');
const grouped = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 6 });
const figure = number => grouped.format(number).replace('-', '−');

function median(numbers) {
  const sorted = [...numbers].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Counts and totals of what is ticked now; the server's first ones stand there without scripts. */
function total() {
  const ticked = boxes().filter(box => box.checked).map(rowOfBox);
  for (const node of $$('[data-ticked]')) node.textContent = String(ticked.length);
  const held = $('[data-held]');
  if (held) held.textContent = String(boxes().length - ticked.length + $$('tbody.odd', table).filter(row => !$('input[name="ticked"]', row)).length);
  const sum = $('[data-sum]', table);
  if (sum) sum.textContent = figure(ticked.reduce((all, row) => all + Number(row.dataset.figure ?? 0), 0));
  const middle = $('[data-median]', table);
  const shifts = ticked.map(row => $('[data-shift]', row)?.dataset.shift).filter(shift => shift).map(Number);
  if (middle) {
    const at = shifts.length ? median(shifts) : null;
    middle.textContent = at === null ? '–' : (at > 0 ? '+' : '') + figure(at);
  }
  $('[data-approve]', table).textContent = ticked.length ? `Approve ${ticked.length}` : 'Approve';
  for (const button of $$('button[name]', table)) button.toggleAttribute('data-none', ticked.length === 0);
  const approve = $('button[value="approve"]', table);
  if (ticked.length === 0) approve.setAttribute('aria-disabled', 'true');
  else approve.removeAttribute('aria-disabled');
  $('#hint').textContent = ticked.length ? usual : 'Tick at least one row';
}

const usual = table ? $('#hint').textContent : '';
let sent = false;
let armedUntil = 0;

function disarm() {
  armedUntil = 0;
  $('#reject-ticked').removeAttribute('data-armed');
}

const here = () => boxes().indexOf(document.activeElement);
function step(by) {
  const all = boxes();
  const next = here() < 0 ? (by > 0 ? 0 : all.length - 1) : here() + by;
  all[Math.min(Math.max(next, 0), all.length - 1)]?.focus();
}

if (table) {
  table.addEventListener('change', total);
  table.addEventListener('submit', event => {
    const button = event.submitter;
    if (sent || !button || 'none' in button.dataset) {
      event.preventDefault();
      if (!sent) say('Tick at least one row');
      return;
    }
    sent = true;
  });
  addEventListener('pageshow', () => { sent = false; total(); });
  onKey('j', () => step(1));
  onKey('k', () => step(-1));
  onKey('x', () => { if (here() < 0) step(1); else document.activeElement.click(); });
  onKey('a', () => $('button[value="approve"]', table).click());
  onKey('r', () => {
    armedUntil = performance.now() + ARMED_MS;
    $('#reject-ticked').dataset.armed = '';
    setTimeout(() => { if (performance.now() >= armedUntil) disarm(); }, ARMED_MS + 20);
    say('Reject the ticked: 1 wrong record, 2 wrong value, 3 wrong time, 4 not allowed, 5 other');
  });
  CHIPS.forEach((code, at) => onKey(String(at + 1), () => {
    if (performance.now() > armedUntil) return false;
    disarm();
    $(`button[value="${code}"]`, table).click();
    return true;
  }));
  onKey('v', () => false);
  onKey('Escape', () => { if (armedUntil > performance.now()) disarm(); else location.assign($('[data-back]').href); });
  total();
  document.documentElement.style.setProperty('--bar-height', `${$('#bar').offsetHeight}px`);
}

$('[data-told]')?.focus({ preventScroll: true });
