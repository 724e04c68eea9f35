/** Claiming and putting off: the key, keeping an own claim while its card is in use, and what others claimed meanwhile. */

import { $, card, hear, say, text } from './dom.js';
import { open } from './card.js';
import { onKey } from './keys.js';
import { tellTime } from './time.js';

const RENEW_MS = 45000; // a claim lasts two minutes
const IDLE_MS = 90000; // longer without a hand on mouse or keys, and the claim may lapse

let used = performance.now();
for (const sign of ['keydown', 'pointerdown', 'pointermove', 'wheel']) {
  addEventListener(sign, () => { used = performance.now(); }, { passive: true });
}

/** Puts what the server says now in its place, unless a person has the focus in it. */
function show(words) {
  const here = $('#attention');
  const made = new DOMParser().parseFromString(words, 'text/html').querySelector('#attention');
  if (!here || !made || here.contains(document.activeElement)) return;
  here.replaceWith(document.adoptNode(made));
  htmx.process(made);
  tellTime(made);
}

async function look() {
  const here = $('#attention');
  const fresh = here && await text(here.dataset.attention);
  if (fresh) show(fresh.words);
}

setInterval(async () => {
  const here = $('#attention[data-mine]');
  if (!here || document.hidden || performance.now() - used > IDLE_MS) return;
  const answer = await fetch(here.dataset.mine, { method: 'POST', headers: { 'HX-Request': 'true' } });
  if (answer.ok) show(await answer.text());
}, RENEW_MS);

document.addEventListener('htmx:afterSwap', event => {
  if (event.detail.target?.id !== 'attention') return;
  const here = $('#attention');
  tellTime(here);
  $('button', here)?.focus();
  say($('.claimed', here)?.textContent ?? 'Released');
});

hear('change', change => {
  if (card()?.dataset.approval === change.id) look();
});

onKey('s', (row, shown) => {
  if (row && row.dataset.approval !== shown?.dataset.approval) { open($('a', row).href, true); return; }
  const put = shown && $('[data-snooze]', shown);
  if (!put) return;
  if (put.matches('details')) {
    put.open = true;
    $('button', put).focus();
  } else {
    put.focus();
  }
});

document.addEventListener('keydown', event => {
  const menu = event.key === 'Escape' && event.target.closest?.('details.menu[open], details.filter-form[open]');
  if (!menu) return;
  event.preventDefault();
  menu.open = false;
  $('summary', menu).focus();
}, true);
document.addEventListener('click', event => {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});
