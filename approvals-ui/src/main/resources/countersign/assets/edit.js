/** Editing a card: E opens the form, Escape leaves it, and the first field that has to be mended gets the focus. */

import { $, card, hear, say } from './dom.js';
import { focusHeading, open } from './card.js';
import { onKey } from './keys.js';

let dropping = false; // Escape was pressed once over changes that are not saved
let before = '';

const form = () => $('#card #edit');
const values = shown => new URLSearchParams(new FormData(shown)).toString();

onKey('e', (row, shown) => {
  const there = row && row.dataset.approval !== shown?.dataset.approval;
  const href = there ? `${$('a', row).href}&edit` : shown && $('[data-edit]', shown)?.href;
  if (!href) return false;
  open(href, true);
}, 'Edit what would be sent', { at: '#card [data-edit]' });

function leave() {
  if (values(form()) !== before && !dropping) {
    dropping = true;
    $('#hint').textContent = 'You changed something. Press Escape again to drop it.';
    $('#hint').classList.add('told');
    say($('#hint').textContent);
    return;
  }
  open($('[data-leave]').href, true);
}

// Before the keys of the card, which would leave the card itself.
document.addEventListener('keydown', event => {
  if (!form() || $('dialog[open]')) return;
  if (event.key !== 'Escape') { dropping = false; return; }
  event.preventDefault();
  event.stopPropagation();
  leave();
}, true);

document.addEventListener('click', event => {
  const link = event.target.closest?.('[data-edit], [data-leave]');
  if (!link || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open(link.href, true);
});

document.addEventListener('htmx:afterSwap', event => {
  if (event.detail.target?.id !== 'card' || event.detail.requestConfig?.elt?.id !== 'edit') return;
  if (form()) {
    ($('[aria-invalid]', form()) ?? $('#card [role="alert"]'))?.focus();
    return;
  }
  if (event.detail.xhr.status < 400) {
    history.replaceState({}, '', card().dataset.refresh);
    say('Saved. Policy was asked again; it waits for a decision.');
  }
  focusHeading();
});

hear('shown', () => {
  dropping = false;
  if (!form()) return;
  before = $('#card [role="alert"]') ? '' : values(form());
  // After the heading was focused by whoever opened the card.
  if (!$('#card [role="alert"]')) requestAnimationFrame(() => $('input:not([type="hidden"]), select, textarea', form())?.focus());
});
