/** The rows of the list: changed in place, and new ones kept behind the pill, so that nothing moves under the pointer. */

import { $, $$, card, hear, list, parsed, rowOf, say, text } from './dom.js';
import { tellTime } from './time.js';
import { titleCount } from './counts.js';

function renew(row, made) {
  row.className = made.className;
  for (const name of ['state', 'round', 'digest', 'tier']) row.dataset[name] = made.dataset[name];
  row.toggleAttribute('data-whole', made.hasAttribute('data-whole'));
  $('a', row).innerHTML = $('a', made).innerHTML;
  tellTime(row);
}

/** Changes a row in place: the link that may hold the focus stays the same node. */
export async function refreshRow(id) {
  const row = rowOf(id);
  if (!row) return;
  const fresh = await text(`/inbox/${id}/row${new URL($('a', row).href).search}`);
  const made = fresh && $('li.row', parsed(fresh.words));
  if (made) renew(row, made);
}

/** Follows a decided row until its call has an end. */
export async function watchRow(id, polls) {
  await refreshRow(id);
  const fate = rowOf(id) && $('.note', rowOf(id))?.textContent;
  if (polls > 0 && (fate === 'Queued' || fate === 'Sending')) setTimeout(() => watchRow(id, polls - 1), 1500);
}

const unseen = new Set();
function announce(id) {
  if (unseen.has(id)) return;
  unseen.add(id);
  const pill = $('[data-new]');
  if (!pill) return;
  pill.hidden = false;
  pill.textContent = `${unseen.size} new`;
  say(pill.textContent);
  if ($('main.empty') && document.activeElement === document.body) location.reload();
}

async function meet(id, state) {
  const here = list();
  if (!here?.dataset.self || here.dataset.view === 'decided' || !['pending', 'stale'].includes(state)) return;
  if (unseen.has(id)) return;
  const fresh = await text(`/inbox/${id}/row${new URL(here.dataset.self, location).search}`);
  if (fresh && fresh.answer.headers.get('X-Belongs') === 'true' && !rowOf(id)) announce(id);
}

/** Nobody knows what was missed: the list is asked for once, and each row is compared with what is shown. */
export async function catchUpList() {
  if (!list()?.dataset.self) return;
  const fresh = await text(list().dataset.self);
  if (!fresh) return;
  const made = new Map($$('li.row', parsed(fresh.words)).map(row => [row.dataset.approval, row]));
  for (const row of $$('li.row')) {
    const now = made.get(row.dataset.approval);
    if (now) renew(row, now);
    else if (!row.classList.contains('ended')) refreshRow(row.dataset.approval);
    made.delete(row.dataset.approval);
  }
  for (const [id, row] of made) if (!row.classList.contains('ended')) announce(id);
}

document.addEventListener('click', async event => {
  const pill = event.target.closest?.('[data-new]');
  if (!pill || !$('ul.rows')) return;
  event.preventDefault();
  const fresh = await text(list().dataset.self);
  if (!fresh) return;
  const made = parsed(fresh.words);
  const rows = made.querySelector('ul.rows');
  if (!rows) { location.assign(list().dataset.self); return; }
  $('ul.rows').replaceWith(document.adoptNode(rows));
  $('#list h1 .count').textContent = made.querySelector('#list h1 .count').textContent;
  unseen.clear();
  pill.hidden = true;
  titleCount();
  tellTime(list());
  const shown = card();
  for (const link of $$('li.row a[aria-current]')) link.removeAttribute('aria-current');
  if (shown) rowOf(shown.dataset.approval)?.querySelector('a').setAttribute('aria-current', 'true');
  $('#list-title').focus();
});

hear('change', change => {
  if (rowOf(change.id)) refreshRow(change.id);
  else if (!$(`[data-holds~="${CSS.escape(change.id)}"]`)) meet(change.id, change.state);
});
