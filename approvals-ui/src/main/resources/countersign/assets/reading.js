/** Approve waits for the end of what would be sent, or for ticks and a count, and says beside it what is missing. */

import { $, $$, hear } from './dom.js';

const NO_KEY = 'No key for this tier.';

/** "Tick 1 more and type the number of records"; empty when nothing is missing. */
function missing(ticks, count) {
  const open = ticks.filter(tick => !tick.checked).length;
  const typed = !count || count.value.replace(/[\s,.]/g, '') === count.dataset.countOf;
  const tick = open === 0 ? '' : `Tick ${open} more`;
  const type = typed ? '' : `type the number of ${count.dataset.counted}`;
  if (tick && type) return `${tick} and ${type}.`;
  return tick ? `${tick}.` : type && `${type[0].toUpperCase()}${type.slice(1)}.`;
}

function guardApprove(shown) {
  const approve = $('button[value="approve"]', shown);
  const hint = $('#hint');
  if (!approve) return;
  approve.form.noValidate = true;
  const usual = [...hint.childNodes];
  const hold = words => {
    approve.setAttribute('aria-disabled', 'true');
    hint.replaceChildren(words);
  };
  const free = (...words) => {
    approve.removeAttribute('aria-disabled');
    hint.replaceChildren(...words);
  };
  if ('read' in shown.dataset) waitForTheEnd(shown, hold, () => free(...usual));
  const ticks = $$('[data-need="tick"]', shown);
  if (ticks.length > 0) {
    const count = $('[data-need="count"]', shown);
    const votes = /^\d+ of \d+ votes\. /.exec(hint.textContent)?.[0] ?? '';
    const weigh = () => {
      const lacks = missing(ticks, count);
      if (lacks) hold(`${votes}${lacks} ${NO_KEY}`);
      else free(`${votes}${NO_KEY}`);
    };
    for (const need of [...ticks, count]) need?.addEventListener('input', weigh);
    weigh();
  }
}

/** The bar covers what lies behind it only while it sticks to the foot of the card. */
function waitForTheEnd(shown, hold, free) {
  $('[data-unscripted]', shown)?.remove();
  hold('Read to the end to approve');
  const bar = $('#bar');
  const covered = getComputedStyle(bar).position === 'sticky' ? bar.offsetHeight : 0;
  const sight = new IntersectionObserver(entries => {
    if (!entries.some(entry => entry.isIntersecting)) return;
    sight.disconnect();
    const seen = $('[data-seen]', shown);
    if (seen) seen.hidden = false;
    free();
  }, { rootMargin: `0px 0px -${covered}px 0px` });
  sight.observe($('[data-end]', shown));
}

hear('shown', ({ card }) => guardApprove(card));
