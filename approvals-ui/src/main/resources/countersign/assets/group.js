/** The table of alike items: what is ticked, its totals, its keys; and picking rows of the list for a table. */

import { $, $$, card, hear, list, rowOf, say } from './dom.js';
import { onKey } from './keys.js';

const ARMED_MS = 5000;
const MOST = 200;
const CHIPS = ['WRONG_RECORD', 'WRONG_VALUE', 'WRONG_TIME', 'NOT_ALLOWED', 'OTHER'];
const form = $('main.batch #table');
const table = form && $('[data-approve]', form) ? form : null; // null too when nothing is left to decide

// ---- the table ------------------------------------------------------------------------------------------------------

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

// ---- picking rows of the list ---------------------------------------------------------------------------------------

const picked = new Set();
let from = null; // where a range begins

const isPickable = row => row?.dataset.approval && !row.classList.contains('ended');

function box(row) {
  const there = $('.pick input', row);
  if (there) return there;
  const label = document.createElement('label');
  label.className = 'pick';
  const made = document.createElement('input');
  made.type = 'checkbox';
  made.tabIndex = -1; // X is its key
  made.setAttribute('aria-label', `Pick: ${$('.what', row).textContent.trim()}`);
  label.append(made);
  row.append(label);
  made.addEventListener('click', event => {
    if (event.shiftKey) range(row);
    else set(row, made.checked);
  });
  return made;
}

function set(row, on) {
  if (!isPickable(row) || (on && picked.size >= MOST && !picked.has(row.dataset.approval))) return;
  picked[on ? 'add' : 'delete'](row.dataset.approval);
  row.toggleAttribute('data-picked', on);
  box(row).checked = on;
  from = row.dataset.approval;
  told();
}

function range(row) {
  const rows = $$('li.row').filter(isPickable);
  const start = rows.findIndex(one => one.dataset.approval === from);
  const end = rows.indexOf(row);
  if (end < 0) return;
  const [least, most] = start < 0 ? [end, end] : [Math.min(start, end), Math.max(start, end)];
  rows.slice(least, most + 1).forEach(one => set(one, true));
}

/** The bar in the head of the list: how many are picked, and the way to their table. */
function told() {
  let bar = $('#picked');
  if (picked.size === 0) { bar?.remove(); return; }
  if (!bar) {
    bar = document.createElement('p');
    bar.id = 'picked';
    bar.innerHTML = '<a class="button"></a> <button type="button" class="plain">Clear</button>';
    $('button', bar).addEventListener('click', () => { for (const row of $$('li.row[data-picked]')) set(row, false); picked.clear(); told(); });
    $('.list-head').append(bar);
  }
  const link = $('a', bar);
  link.href = `/inbox/groups?ids=${[...picked].join(',')}&view=${list().dataset.view}`;
  link.textContent = `${picked.size} selected: open as a table`;
  say(`${picked.size} selected`);
}

$('[data-told]')?.focus({ preventScroll: true });
if ($('main.panes') && list().dataset.view !== 'decided') {
  const current = row => row ?? (card() && rowOf(card().dataset.approval));
  onKey('x', row => { const one = current(row); if (isPickable(one)) set(one, !picked.has(one.dataset.approval)); });
  onKey('X', row => { const one = current(row); if (isPickable(one)) range(one); });
  document.addEventListener('pointerover', event => {
    const row = event.target.closest?.('li.row');
    if (isPickable(row)) box(row);
  });
  hear('decided', ({ id }) => {
    const row = rowOf(id);
    if (row && picked.delete(id)) { row.removeAttribute('data-picked'); box(row).checked = false; told(); }
  });
}
