/** What the line means for this page: the chip, what is off while it is gone, and what was missed. */

import { $, $$, card, hear, list, parsed, say, tell, text } from './dom.js';
import { clock, span, tellTime } from './time.js';
import { noticeBox, refreshCard } from './card.js';
import { catchUpList, refreshRow } from './rows.js';

const OFFLINE_MS = 30000; // without a line for longer, what the card says may be old
const chipWords = { on: 'Live', slow: 'Every 15 s', off: 'Reconnecting', out: 'Signed out' };
let line = { is: 'opening', since: Date.now() };

hear('line', now => {
  const back = now.is === 'on' && line.is !== 'on' && line.is !== 'opening';
  line = now;
  for (const chip of $$('.live')) {
    chip.hidden = false;
    chip.dataset.live = now.is;
    chip.textContent = chipWords[now.is];
    chip.title = now.is === 'slow' ? 'Live updates do not get through here. This page asks every 15 s.' : '';
  }
  if (now.is === 'slow') say('Live updates do not get through. This page asks every 15 s');
  if (now.is === 'on') $('[data-out-notice]')?.remove();
  if (now.is === 'out') tellOut();
  if (back && $('[data-policy-trouble]')) refreshTrouble();
  weighLine();
});

export const isOffline = () => (line.is === 'off' || line.is === 'opening') && Date.now() - line.since > OFFLINE_MS;

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
  if (off) for (const chip of $$('.live')) chip.textContent = `Offline since ${clock(new Date(line.since)).slice(0, 5)}`;
  const box = $('[data-offline-notice]');
  if (!off || buttons.length === 0) { box?.remove(); return; }
  const headline = `You are offline for ${span(Math.floor((Date.now() - line.since) / 1000))}.`;
  if (box) { $('b', box).textContent = headline; return; }
  const made = noticeBox(headline, 'Deciding is off until the line is back.');
  made.dataset.offlineNotice = '';
  $('#consequence').before(made);
  say(`${headline} Deciding is off until the line is back.`);
}

/** The session ended while the page is open: said once, nothing is loaded anew, what was typed stays. */
function tellOut() {
  if ($('[data-out-notice]')) return;
  const box = noticeBox('You are signed out.', 'What you see may be old. Nothing was sent, and what you typed is kept. ');
  box.dataset.outNotice = '';
  const link = document.createElement('a');
  link.href = `/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`;
  link.textContent = 'Sign in again';
  link.addEventListener('click', () => tell('leaving'));
  $('p', box).append(link);
  const heading = $('#consequence') ?? $('main h1');
  if (heading) heading.before(box); else $('main').prepend(box);
  say('You are signed out');
}

/** Whether policy answers, as the server says it now. Notices hold nothing that could have the focus. */
async function refreshTrouble() {
  if (!list()) return;
  const fresh = await text(location.pathname + location.search);
  if (!fresh) return;
  const made = parsed(fresh.words);
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

hear('policy', refreshTrouble);
hear('reset', () => {
  catchUpList();
  refreshCard();
});
hear('change', change => {
  if (card()?.dataset.approval === change.id) refreshCard();
});

const turns = new Map(); // when the server is asked again about one that should have ended
/** What should have expired by now: the server says if it did, as clocks of browsers may be wrong. */
export function askWhatEnded(now) {
  for (const time of $$('li.row:not(.ended) time[data-as="left"], article.card time[data-as="left"]')) {
    if (new Date(time.dateTime) > now) continue;
    const { approval } = time.closest('[data-approval]').dataset;
    const turn = turns.get(approval) ?? { at: 0, wait: 1000 };
    if (performance.now() < turn.at) continue;
    turns.set(approval, { at: performance.now() + turn.wait, wait: Math.min(turn.wait * 2, 30000) });
    refreshRow(approval);
    if (card()?.dataset.approval === approval) refreshCard();
  }
}
