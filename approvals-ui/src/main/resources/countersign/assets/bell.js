/** Notifications of the browser: one for an item, none while one of our tabs is seen. Loaded where they are wished for. */

import { $, hear, parsed, stored, text } from './dom.js';
import { leads, onWord, post } from './line.js';

const SEEN_MS = 300;
const MOST = 200;
const open = new Map(); // item to its notification
const told = new Set();
let seen = false;

export const canNotify = () => 'Notification' in window && Notification.permission !== 'denied';

export const isNotifying = () => canNotify() && Notification.permission === 'granted' && stored('countersign.notify') === 'on';

/** @returns words for the person when the browser refuses; asks the browser only here, on the person's click */
export async function toggleNotifying() {
  const on = !isNotifying();
  if (on && await Notification.requestPermission() !== 'granted') return 'The browser does not allow notifications of this site.';
  try { localStorage.setItem('countersign.notify', on ? 'on' : 'off'); } catch { return 'This browser remembers nothing for us.'; }
  return '';
}

/** Whether the person looks at one of our tabs; each says so when it is asked. */
async function isAnyTabSeen() {
  if (!document.hidden) return true;
  seen = false;
  post({ ask: 'seen' });
  await new Promise(done => setTimeout(done, SEEN_MS));
  return seen;
}

onWord(word => {
  if (word.ask === 'seen' && !document.hidden) post({ what: 'seen' });
  if (word.what === 'seen') seen = true;
});

hear('change', async ({ id, state }) => {
  if (state !== 'pending' && state !== 'stale') {
    open.get(id)?.close();
    open.delete(id);
    return;
  }
  if (!leads() || told.has(id) || !isNotifying() || await isAnyTabSeen()) return;
  const fresh = await text(`/inbox/${id}/row?view=mine`);
  if (!fresh || fresh.answer.headers.get('X-Belongs') !== 'true' || told.has(id)) return;
  told.add(id);
  if (told.size > MOST) told.delete(told.values().next().value);
  const shown = new Notification('Waits for you', { body: $('.what', parsed(fresh.words)).textContent, tag: id });
  open.set(id, shown);
  shown.addEventListener('click', () => { window.open(`/inbox/${id}`); shown.close(); });
  shown.addEventListener('close', () => open.delete(id));
});
addEventListener('pagehide', () => open.forEach(shown => shown.close()));
