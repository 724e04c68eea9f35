/** A note that was typed when the session ended: kept for this tab until the person is back on the same item. */

import { $, $$, card, hear, viewer } from './dom.js';
import { noticeBox } from './card.js';

const PREFIX = 'countersign:note:';
const KEPT_MS = 3600000;
const MOST = 5;
const keyOf = id => `${PREFIX}${viewer()}:${id}`;

function* keptKeys() {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith(PREFIX)) yield key;
}

/** @param pressed the words of the button that was pressed; none when nothing was sent */
function keep(pressed = '') {
  const id = card()?.dataset.approval;
  const note = $('#bar textarea[name="note"]')?.value.slice(0, 2000) ?? '';
  if (!id || (!note.trim() && !pressed)) return;
  try {
    const keys = [...keptKeys()];
    for (const old of keys.slice(0, Math.max(0, keys.length - MOST + 1))) sessionStorage.removeItem(old);
    sessionStorage.setItem(keyOf(id), JSON.stringify({ note, pressed, at: Date.now() }));
  } catch { /* a browser that stores nothing keeps nothing */ }
}

function taken(id) {
  try {
    const kept = sessionStorage.getItem(keyOf(id));
    sessionStorage.removeItem(keyOf(id));
    const found = kept && JSON.parse(kept);
    return found && Date.now() - found.at < KEPT_MS ? found : null;
  } catch {
    return null;
  }
}

function giveBack(shown) {
  const kept = taken(shown.dataset.approval);
  if (!kept) return;
  const words = ['Nothing was sent.', kept.note.trim() && 'Your note is kept below.', kept.pressed && `You had pressed ${kept.pressed}.`];
  const box = noticeBox('You were signed out.', words.filter(Boolean).join(' '));
  box.setAttribute('role', 'alert');
  box.tabIndex = -1;
  box.dataset.keptNotice = '';
  $('#consequence').before(box);
  const field = $('#bar textarea[name="note"]');
  if (field && kept.note.trim()) {
    field.value = kept.note;
    $('#bar details.note').open = true;
  } else if (kept.note.trim()) {
    $('div', box).append(keptField(kept.note));
  }
  box.focus({ preventScroll: true });
}

/** A note that can no longer be sent, to be copied. */
export function keptField(note) {
  const label = document.createElement('label');
  label.className = 'kept';
  label.textContent = 'Your note';
  const field = document.createElement('textarea');
  field.readOnly = true;
  field.rows = 3;
  field.value = note;
  label.append(field);
  return label;
}

const wordsOf = button =>
  [...button.childNodes].filter(node => node.nodeName !== 'KBD').map(node => node.textContent).join('').trim();

document.addEventListener('htmx:beforeOnLoad', event => {
  if (event.detail.xhr.status !== 401 || !$$('#approve, #reject').includes(event.detail.elt)) return;
  const button = event.detail.requestConfig?.triggeringEvent?.submitter;
  keep(button ? wordsOf(button) : '');
});
hear('leaving', () => keep());
hear('shown', ({ card: shown }) => giveBack(shown));
