/** The line to the server: one stream of events, what to do when it is gone, and what it missed. */

import { $, $$, card, hear, list, say, tell, text } from './dom.js';
import { clock, span, tellTime } from './time.js';
import { noticeBox, refreshCard } from './card.js';
import { refreshRow } from './rows.js';

const OFFLINE_MS = 30000; // without a line for longer, what the card says may be old
let lostAt = null; // since when there is no line to the server

function live(on) {
  for (const chip of $$('.live')) {
    chip.hidden = false;
    chip.dataset.live = on ? 'on' : 'off';
    chip.textContent = on ? 'Live' : 'Reconnecting';
  }
  lostAt = on ? null : lostAt ?? Date.now();
  weighLine();
}

export const isOffline = () => lostAt !== null && Date.now() - lostAt > OFFLINE_MS;

/** Deciding is off while the line is gone for long; what was typed stays where it is. */
export function weighLine() {
  const off = isOffline();
  const buttons = $$('#approve button, #reject button');
  for (const button of buttons) {
    if (off && button.getAttribute('aria-disabled') !== 'true') {
      button.setAttribute('aria-disabled', 'true');
      button.dataset.offline = '';
    } else if (!off && 'offline' in button.dataset) {
      button.removeAttribute('aria-disabled');
      delete button.dataset.offline;
    }
  }
  const box = $('[data-offline-notice]');
  if (!off || buttons.length === 0) { box?.remove(); return; }
  for (const chip of $$('.live')) chip.textContent = `Offline since ${clock(new Date(lostAt)).slice(0, 5)}`;
  const headline = `You are offline for ${span(Math.floor((Date.now() - lostAt) / 1000))}.`;
  if (box) { $('b', box).textContent = headline; return; }
  const made = noticeBox(headline, 'Deciding is off until the line is back.');
  made.dataset.offlineNotice = '';
  $('#consequence').before(made);
  say(`${headline} Deciding is off until the line is back.`);
}

/** @param lost whether there was a line before, and something may have been missed since */
export function listen(lost = false) {
  const stream = new EventSource('/inbox/stream');
  let retry = 1000;
  stream.onopen = () => {
    live(true);
    retry = 1000;
    if (lost) catchUp();
    lost = false;
  };
  stream.onerror = () => {
    lost = true;
    live(false);
    if (stream.readyState === EventSource.CLOSED) {
      retry = Math.min(retry * 2, 30000);
      setTimeout(() => listen(true), retry);
    }
  };
  stream.addEventListener('approval', event => {
    tell('change', JSON.parse(event.data));
  });
  stream.addEventListener('reset', catchUp);
  stream.addEventListener('policy', refreshTrouble);
  const again = () => { stream.close(); removeEventListener('online', again); listen(true); };
  addEventListener('online', again);
  addEventListener('offline', () => { lost = true; live(false); });
  addEventListener('pagehide', () => stream.close());
}

/** Whether policy answers, as the server says it now. Notices hold nothing that could have the focus. */
async function refreshTrouble() {
  const fresh = await text(location.pathname + location.search);
  if (!fresh) return;
  const made = new DOMParser().parseFromString(fresh.words, 'text/html');
  for (const old of $$('[data-policy-trouble]')) old.remove();
  const notices = part => made.querySelector(`[data-policy-trouble="${part}"]`);
  const listed = notices('list') ?? notices('all');
  if (!listed) { say('Policy answers again'); return; }
  const rows = $('ul.rows');
  if (rows) rows.before(document.adoptNode(listed));
  else list().prepend(document.adoptNode(listed));
  const carded = notices('card');
  if (carded && card() && 'votable' in card().dataset) $('#consequence').before(document.adoptNode(carded));
  tellTime();
}

function catchUp() {
  if ($('[data-policy-trouble]')) refreshTrouble();
  for (const row of $$('li.row:not(.ended)')) refreshRow(row.dataset.approval);
  refreshCard();
}

hear('change', change => {
  if (card()?.dataset.approval === change.id) refreshCard();
});
