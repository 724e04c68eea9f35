/** Picking rows of the list, to decide them in one table. */

import { $, $$, card, hear, list, rowOf, say } from './dom.js';
import { onKey } from './keys.js';

const MOST = 200;
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
