/** Voting, from the card and from the list. */

import { $, card, isWide, pane, say, tell, warn } from './dom.js';
import { wantCounts } from './line.js';
import { FATE_POLLS, focusHeading, keysWait, nextOpen, open, refreshCard, settle } from './card.js';
import { refreshRow, watchRow } from './rows.js';
import { isOffline } from './live.js';

let deciding = null; // what was sent from the card and is not answered yet
let sending = false; // from the list
export const isDeciding = () => deciding !== null || sending;

document.addEventListener('click', event => {
  const button = event.target.closest?.('button');
  if (isOffline() && button?.closest('#approve, #reject')) {
    event.preventDefault();
    warn($('[data-offline-notice]')?.textContent ?? '');
    return;
  }
  if (button?.getAttribute('aria-disabled') === 'true') {
    event.preventDefault();
    const missing = $('[data-need="tick"]:not(:checked)') ?? $('[data-need="count"]') ?? $('[data-end]');
    missing?.scrollIntoView?.({ block: 'center' });
    if (missing?.focus && missing.matches('input')) missing.focus();
    warn($('#hint').textContent);
    return;
  }
  if (button?.name === 'reason_code' && button.value === 'OTHER' && !$('#bar [name="note"]').value.trim()) {
    event.preventDefault();
    openNote('Other needs a note. Write it, then press Other again.');
  }
}, true);

export function openNote(words) {
  const note = $('#bar details.note');
  note.open = true;
  $('textarea', note).focus();
  $('#hint').textContent = words;
  $('#hint').classList.add('told');
  warn(words);
}

document.addEventListener('htmx:beforeRequest', event => {
  const form = event.detail.elt;
  if (!form.matches?.('#approve, #reject')) return;
  const shown = card();
  deciding = { id: shown.dataset.approval, approve: form.id === 'approve', what: $('#approve button').firstChild.textContent.trim() };
});

document.addEventListener('htmx:afterSwap', event => {
  if (event.detail.target?.id !== 'card') return;
  settle();
  const sent = deciding;
  deciding = null;
  if (document.activeElement === document.body) focusHeading();
  if (!sent) return;
  if (event.detail.xhr.status >= 400) {
    focusHeading();
    refreshRow(sent.id);
    return;
  }
  decided(sent);
});

for (const trouble of ['htmx:sendError', 'htmx:responseError', 'htmx:timeout']) {
  document.addEventListener(trouble, event => {
    if (trouble === 'htmx:responseError' && event.detail.xhr.status < 500 && event.detail.xhr.status !== 404) return;
    if (trouble === 'htmx:responseError' && event.detail.xhr.status === 503) return;
    const sent = deciding;
    deciding = null;
    if (!sent || !$('#hint')) return;
    $('#hint').textContent = 'No answer came. We do not know if your vote counted; press again to find out.';
    $('#hint').classList.add('told');
    warn($('#hint').textContent);
  });
}

async function decided(sent) {
  tell('decided', sent);
  wantCounts();
  say(sent.approve ? `Approved. ${sent.what.replace(/^Approve[^:]*: /, '')}` : 'Rejected');
  watchRow(sent.id, FATE_POLLS);
  const next = nextOpen(sent.id);
  if (next) {
    await open($('a', next).href, true);
    return;
  }
  focusHeading();
}

/** Decides a routine row whose line says the whole change. */
export async function approveRow(row) {
  if (isOffline()) { open($('a', row).href, true); return; }
  const id = row.dataset.approval;
  const following = nextOpen(id);
  const view = new URL($('a', row).href).search;
  sending = true;
  const answer = await fetch(`/inbox/${id}/votes${view}`, {
    method: 'POST',
    headers: { 'HX-Request': 'true', 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ verdict: 'approve', digest: row.dataset.digest }),
  }).catch(() => null);
  sending = false;
  if (!answer) { warn('No answer came. We do not know if your vote counted; press again to find out.'); return; }
  if (answer.status === 401) { location.assign(answer.headers.get('HX-Redirect')); return; }
  const words = await answer.text();
  if (!answer.ok) {
    refreshRow(id);
    if (!isWide() || !words.includes('data-problem')) { open($('a', row).href, true); return; }
    pane().innerHTML = words;
    htmx.process(pane());
    settle();
    focusHeading();
    return;
  }
  wantCounts();
  tell('decided', { id, approve: true });
  say('Approved');
  await refreshRow(id);
  watchRow(id, FATE_POLLS);
  keysWait();
  if (card()?.dataset.approval === id) refreshCard();
  if (following) $('a', following).focus();
}
