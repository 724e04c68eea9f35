/** The card beside the list: showing one, going to the next, keeping the shown one true. */

import { $, $$, card, isWide, pane, parsed, rowOf, say, tell, text } from './dom.js';
import { tellTime } from './time.js';
import { refreshRow } from './rows.js';
import { isDeciding } from './deciding.js';
import { keptField } from './notes.js';

const QUIET_MS = 400; // keys that come sooner were meant for the card before
export const FATE_POLLS = 40;

/** Keys are inert until the card was painted and a moment passed; the root element says when they work again. */
let waiting = 0;
export function keysWait() {
  const turn = ++waiting;
  document.documentElement.dataset.ready = 'off';
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => {
    if (turn === waiting) document.documentElement.dataset.ready = 'on';
  }, QUIET_MS)));
}

/** Makes what was swapped in usable. */
export function settle() {
  keysWait();
  const shown = card();
  if (!shown) return;
  tellTime(shown);
  const bar = $('#bar');
  if (bar) document.documentElement.style.setProperty('--bar-height', `${bar.offsetHeight}px`);
  for (const link of $$('li.row a[aria-current]')) link.removeAttribute('aria-current');
  const row = rowOf(shown.dataset.approval);
  if (row) {
    $('a', row).setAttribute('aria-current', 'true');
    row.scrollIntoView({ block: 'nearest' });
  }
  watchFate(shown, FATE_POLLS);
  tell('shown', { card: shown });
}

export async function open(url, push) {
  // A table of alike items is a page of its own.
  if (new URL(url, location.href).pathname.startsWith('/inbox/groups')) { location.assign(url); return; }
  if (!pane() || (!isWide() && !$('main.at-item'))) {
    location.assign(url);
    return;
  }
  await htmx.ajax('GET', url, { target: '#card', swap: 'innerHTML show:none' });
  if (push) history.pushState({}, '', url);
  pane().scrollTop = 0;
  focusHeading();
}

export function focusHeading() {
  const target = $('#card [role="alert"]') ?? $('#consequence');
  target?.focus({ preventScroll: true });
}

export function neighbour(step) {
  const rows = $$('li.row a');
  const here = rows.findIndex(link => link.contains(document.activeElement));
  if (here >= 0) {
    rows[here + step]?.focus();
    return;
  }
  const current = rows.findIndex(link => link.hasAttribute('aria-current'));
  const next = current < 0 ? rows[0] : rows[current + step];
  if (next) open(next.href, true);
}

/** The next row that waits: below first, then from the top. */
export function nextOpen(id) {
  const rows = $$('li.row:not(.pile)');
  const at = rows.findIndex(row => row.dataset.approval === id);
  return [...rows.slice(at + 1), ...rows.slice(0, Math.max(at, 0))].find(row => !row.classList.contains('ended'));
}

/** What a decided card says has become of it; null while it is open. */
const told = shown => {
  const outcome = $('.outcome[data-fate]', shown);
  return outcome && [outcome.dataset.fate, outcome.dataset.back, 'settled' in outcome.dataset].join(' ');
};

/** Brings the open card up to date without touching what the person is using. */
export async function refreshCard() {
  const shown = card();
  if (!shown || isDeciding()) return;
  const fresh = await text(shown.dataset.refresh, { 'HX-Request': 'true' });
  const now = card();
  if (!fresh || isDeciding() || !now || now.dataset.approval !== shown.dataset.approval) return;
  const made = $('article.card', parsed(fresh.words));
  if (!made) return;
  const same = made.dataset.digest === now.dataset.digest && made.dataset.state === now.dataset.state;
  if (same && 'votable' in now.dataset && 'votable' in made.dataset) return;
  if (same && told(now) !== null && told(now) === told(made)) return;
  const bar = $('#bar');
  if (made.dataset.digest !== now.dataset.digest && 'votable' in made.dataset) {
    notice(now, 'This was asked again with other values.', 'Nothing was sent. Your vote would not count on these. ', 'Show the new values');
    return;
  }
  const ended = 'votable' in now.dataset && !('votable' in made.dataset);
  const headline = made.dataset.state === 'expired' ? 'This expired.' : 'This is decided already.';
  if (bar.contains(document.activeElement) && 'votable' in now.dataset) {
    tellTime(made);
    const words = $('.outcome p', made)?.textContent.replace(/\s+/g, ' ').trim() ?? '';
    notice(now, headline, `${words}. `, 'Show what became of it');
    // The bar is in use. It is replaced once the person has left it.
    bar.addEventListener('focusout', () => setTimeout(refreshCard), { once: true });
    return;
  }
  const watched = $('.outcome[data-fate]', now) !== null;
  const note = $('textarea[name="note"]', bar)?.value.trim();
  now.dataset.state = made.dataset.state;
  delete now.dataset.votable;
  const said = $('[data-live-notice]');
  if (said && !said.contains(document.activeElement)) said.remove();
  bar.replaceChildren(...$('#bar', made).childNodes);
  if (note) bar.append(keptField(note));
  $('.strip', now).replaceWith($('.strip', made));
  tellTime(now);
  if (ended) say(headline);
  if (!watched) watchFate(now, FATE_POLLS);
}

export function noticeBox(headline, words) {
  const box = document.createElement('div');
  box.className = 'notice';
  box.innerHTML = '<svg class="icon" width="14" height="14" aria-hidden="true" focusable="false"><use href="#i-triangle"/></svg><div><p><b></b></p></div>';
  $('b', box).textContent = headline;
  $('p', box).append(` ${words}`);
  return box;
}

export function notice(shown, headline, words, offer) {
  if ($('[data-live-notice] b')?.textContent === headline) return;
  $('[data-live-notice]')?.remove();
  const box = noticeBox(headline, words);
  box.dataset.liveNotice = '';
  const link = document.createElement('a');
  link.href = shown.dataset.refresh;
  link.textContent = offer;
  link.addEventListener('click', event => {
    event.preventDefault();
    open(link.href, false);
  });
  $('p', box).append(link);
  $('#consequence').before(box);
  say(`${headline} ${words}`);
}

/** What became of an approved call: asked again until it is settled. */
function watchFate(shown, polls) {
  const outcome = $('.outcome[data-fate]', shown);
  if (!outcome || 'settled' in outcome.dataset || polls === 0) return;
  setTimeout(async () => {
    if (card() !== shown) return;
    if (!document.hidden) {
      await refreshCard();
      refreshRow(shown.dataset.approval);
    }
    watchFate(shown, polls - 1);
  }, polls > FATE_POLLS / 2 ? 1000 : 5000);
}
