/** The rows of the list: changed in place, and new ones kept behind the pill, so that nothing moves under the pointer. */

import { $, $$, card, hear, list, rowOf, text } from './dom.js';
import { tellTime } from './time.js';
import { count, titleCount } from './counts.js';
import { isOwn } from './deciding.js';

/** Changes a row in place: the link that may hold the focus stays the same node. */
export async function refreshRow(id) {
  const row = rowOf(id);
  if (!row) return;
  const fresh = await text(`/inbox/${id}/row${new URL($('a', row).href).search}`);
  if (!fresh) return;
  const made = new DOMParser().parseFromString(fresh.words, 'text/html').querySelector('li.row');
  if (made.classList.contains('ended') && !row.classList.contains('ended')) {
    count('team', -1);
    if (!isOwn(id) && list().dataset.view === 'mine') count('mine', -1);
  }
  row.className = made.className;
  for (const name of ['state', 'round', 'digest', 'tier']) row.dataset[name] = made.dataset[name];
  row.toggleAttribute('data-whole', made.hasAttribute('data-whole'));
  $('a', row).innerHTML = $('a', made).innerHTML;
  tellTime(row);
}

/** Follows a decided row until its call has an end. */
export async function watchRow(id, polls) {
  await refreshRow(id);
  const fate = rowOf(id) && $('.note', rowOf(id))?.textContent;
  if (polls > 0 && (fate === 'Queued' || fate === 'Sending')) setTimeout(() => watchRow(id, polls - 1), 1500);
}

const unseen = new Set();
async function meet(id, state) {
  const here = list();
  if (!here || here.dataset.view === 'decided' || !['pending', 'stale'].includes(state) || unseen.has(id)) return;
  const fresh = await text(`/inbox/${id}/row${new URL(here.dataset.self, location).search}`);
  if (!fresh || fresh.answer.headers.get('X-Belongs') !== 'true' || unseen.has(id) || rowOf(id)) return;
  unseen.add(id);
  count('team', 1);
  if (here.dataset.view === 'mine') count('mine', 1);
  const pill = $('[data-new]');
  pill.hidden = false;
  pill.textContent = `${unseen.size} new`;
  if ($('main.empty') && document.activeElement === document.body) location.reload();
}

document.addEventListener('click', async event => {
  const pill = event.target.closest?.('[data-new]');
  if (!pill || !$('ul.rows')) return;
  event.preventDefault();
  const fresh = await text(list().dataset.self);
  if (!fresh) return;
  const made = new DOMParser().parseFromString(fresh.words, 'text/html');
  const rows = made.querySelector('ul.rows');
  if (!rows) { location.assign(list().dataset.self); return; }
  $('ul.rows').replaceWith(document.adoptNode(rows));
  for (const node of made.querySelectorAll('[data-count]')) {
    for (const mine of $$(`[data-count="${node.dataset.count}"]`)) mine.textContent = node.textContent;
  }
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
