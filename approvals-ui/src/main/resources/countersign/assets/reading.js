/** Approve waits for the end of a message, or for a tick, and says so beside it. */

import { $, hear } from './dom.js';

function guardApprove(shown) {
  const approve = $('button[value="approve"]', shown);
  const hint = $('#hint');
  if (!approve) return;
  const form = approve.form;
  form.noValidate = true;
  const usual = hint.textContent;
  const hold = words => {
    approve.setAttribute('aria-disabled', 'true');
    hint.textContent = words;
  };
  const free = () => {
    approve.removeAttribute('aria-disabled');
    hint.textContent = usual;
  };
  if ('read' in shown.dataset) {
    $('[data-unscripted]', shown)?.remove();
    const end = $('[data-end]', shown);
    hold('Read to the end to approve');
    const bar = $('#bar').offsetHeight;
    const sight = new IntersectionObserver(entries => {
      if (!entries.some(entry => entry.isIntersecting)) return;
      sight.disconnect();
      $('[data-seen]', shown).hidden = false;
      free();
    }, { rootMargin: `0px 0px -${bar}px 0px` });
    sight.observe(end);
  }
  const tick = $('[data-need="tick"]', shown);
  if (tick) {
    const weigh = () => (tick.checked ? free() : hold('Tick what you have checked. No key for this tier.'));
    const freed = usual.replace('Tick what you have checked. ', '');
    tick.addEventListener('change', () => { weigh(); if (tick.checked) hint.textContent = freed; });
    weigh();
    const votes = /^\d+ of \d+ votes\./.exec(usual);
    if (votes) hint.textContent = usual;
  }
}

hear('shown', ({ card }) => guardApprove(card));
