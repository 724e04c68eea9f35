/** What was approved and is not sent yet: toasts at the foot of the list, made from what the server says is held. */

import { $, $$, card, hear, isWide, list, pane, say, text } from './dom.js';
import { wantCounts } from './line.js';
import { FATE_POLLS, focusHeading, refreshCard, settle } from './card.js';
import { refreshRow, watchRow } from './rows.js';
import { onKey } from './keys.js';

const still = matchMedia('(prefers-reduced-motion: reduce)');
let asked = 0;

/** Where the toasts stand: at the foot of the list, and above the card on a page that shows the card alone. */
function shelf() {
  const found = $('#held');
  if (found) return found;
  const here = list();
  if (!here) return null;
  const made = document.createElement('ul');
  made.id = 'held';
  made.className = 'held';
  made.setAttribute('aria-label', 'Approved and not sent yet');
  if (here.offsetParent !== null || !pane()) here.append(made);
  else $('main.panes').prepend(made);
  return made;
}

/** Asks what is held. The reply to an older question than the last one is not shown. */
async function look() {
  const turn = ++asked;
  const fresh = await text('/inbox/held', { 'HX-Request': 'true' });
  const place = shelf();
  if (!fresh || !place || turn !== asked) return;
  const focused = place.contains(document.activeElement) && document.activeElement.closest('[data-held]')?.dataset.held;
  const undo = document.activeElement?.closest?.('[data-undo]') !== null;
  const known = new Set($$('[data-held]', place).map(toast => toast.dataset.held));
  place.innerHTML = fresh.words;
  for (const toast of $$('[data-held]', place)) {
    if (known.has(toast.dataset.held)) toast.style.animation = 'none';
    run(toast);
  }
  if (focused) $(`[data-held="${CSS.escape(focused)}"] ${undo ? '[data-undo]' : 'form'} button`, place)?.focus();
}

function run(toast) {
  const left = Number(toast.dataset.left);
  toast.until = performance.now() + left;
  if (still.matches) return;
  const part = left / Math.max(1, Number(toast.dataset.span));
  $('.toast-line', toast).animate(
    [{ transform: `scaleX(${part})` }, { transform: 'scaleX(0)' }],
    { duration: left, easing: 'linear', fill: 'forwards' });
}

/** The digits count; what is over is followed until it is sent. */
function tick() {
  let over = false;
  for (const toast of $$('#held [data-held]')) {
    const seconds = Math.ceil((toast.until - performance.now()) / 1000);
    const words = `${Math.max(0, seconds)} s`;
    const shown = $('[data-seconds]', toast);
    if (shown.textContent !== words) shown.textContent = words;
    if (seconds > 0) continue;
    over = true;
    const id = toast.dataset.held;
    toast.remove();
    watchRow(id, FATE_POLLS);
    if (card()?.dataset.approval === id) refreshCard();
  }
  if (over) look();
}

const post = (form, digest) => fetch(form.action + (new URL(location.href).search), {
  method: 'POST',
  headers: { 'HX-Request': 'true', 'Content-Type': 'application/x-www-form-urlencoded' },
  body: new URLSearchParams({ digest }),
});

/** Shows what the server says of an item, in the card's place where there is room for it. */
function show(id, words) {
  if (!isWide() || !pane()) { location.assign(`/inbox/${id}`); return; }
  pane().innerHTML = words;
  htmx.process(pane());
  settle();
  focusHeading();
}

document.addEventListener('submit', async event => {
  const form = event.target.closest?.('#held form');
  if (!form) return;
  event.preventDefault();
  const toast = form.closest('[data-held]');
  if ('busy' in toast.dataset) return;
  toast.dataset.busy = '';
  const id = toast.dataset.held;
  const taking = form.hasAttribute('data-undo');
  try {
    const answer = await post(form, form.elements.digest.value);
    if (answer.status === 401) { location.reload(); return; }
    const words = await answer.text();
    if (!answer.ok) {
      if (words.includes('data-problem')) show(id, words);
    } else if (taking) {
      wantCounts();
      say('Taken back. Nothing was sent; it waits for a decision again');
      if (card()?.dataset.approval === id) show(id, words);
    } else {
      say('It waits a minute now');
    }
  } catch {
    say('No answer came. It may be sent; press Undo again to find out');
  } finally {
    delete toast.dataset.busy;
  }
  refreshRow(id);
  look();
});

/** The forms on the card: what they changed shows in the list as well. */
document.addEventListener('htmx:afterSwap', event => {
  const path = event.detail.requestConfig?.path ?? '';
  if (event.detail.target?.id !== 'card' || !/\/(undo|hold)(\?|$)/.test(path)) return;
  const shown = card();
  focusHeading();
  if (shown) refreshRow(shown.dataset.approval);
  if (shown && 'votable' in shown.dataset && event.detail.xhr.status < 400) {
    wantCounts();
    say('Taken back. Nothing was sent; it waits for a decision again');
  }
  look();
});

hear('decided', async sent => {
  if (!sent.approve) return;
  await look();
  const toast = $(`#held [data-held="${CSS.escape(sent.id)}"]`);
  if (toast) say(`${$('.toast-what', toast).textContent.trim()}. Sends in ${$('[data-seconds]', toast).textContent}, U takes it back`);
});
hear('change', change => {
  if ($(`#held [data-held="${CSS.escape(change.id)}"]`)) look();
});
onKey('u', () => {
  const newest = $('#held [data-undo] button') ?? $('#bar [data-undo] button');
  if (!newest) return false;
  newest.click();
  return true;
}, 'Undo what is held, the newest first', { at: '[data-undo] button' });

setInterval(tick, 250);
if (list()) look();
