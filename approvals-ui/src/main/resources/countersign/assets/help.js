/** The list of keys, and the palette: both made from the registry of keys. Loaded when one is asked for. */

import { $, $$, card } from './dom.js';
import { actions, focusedRow, isPossible, shownKeys, singleKeys, turnSingleKeys } from './keys.js';
import { canNotify, isNotifying, toggleNotifying } from './bell.js';

function made(tag, words = '', more = {}) {
  const node = Object.assign(document.createElement(tag), more);
  node.textContent = words;
  return node;
}

function dialog(id, name) {
  $(`#${id}`)?.remove();
  const box = made('dialog', '', { id });
  box.setAttribute('aria-label', name);
  box.addEventListener('close', () => box.remove());
  document.body.append(box);
  return box;
}

function keysOf(action) {
  const dt = made('dt');
  for (const part of shownKeys(action).split(/( then | to )/)) dt.append(/^ /.test(part) ? part : made('kbd', part));
  return dt;
}

function notifyButton() {
  const words = () => (isNotifying() ? 'Stop notifying me' : 'Notify me of new items');
  const button = made('button', words(), { type: 'button', className: 'button' });
  button.dataset.notify = '';
  button.addEventListener('click', async () => {
    const told = await toggleNotifying();
    button.textContent = words();
    if (told) $('[data-notify-told]').textContent = told;
  });
  return button;
}

export function help() {
  const box = dialog('keys', 'Keys');
  const lines = made('dl');
  for (const action of actions()) {
    const line = made('div');
    line.append(keysOf(action), made('dd', action.words));
    lines.append(line);
  }
  const palette = made('div');
  palette.append(keysOf({ shown: 'Ctrl K' }), made('dd', 'Everything that can be done here, by name'));
  lines.append(palette);
  const label = made('label', '', { className: 'tick' });
  const tick = made('input', '', { type: 'checkbox', checked: singleKeys() });
  tick.dataset.singleKeys = '';
  tick.addEventListener('change', () => turnSingleKeys(tick.checked));
  label.append(tick, 'Single keys work. Turned off, Ctrl K still does; this browser remembers it.');
  const form = made('form', '', { method: 'dialog' });
  form.append(made('button', 'Close', { className: 'button' }));
  if (canNotify()) form.append(' ', notifyButton());
  const told = made('p', '', { className: 'small' });
  told.dataset.notifyTold = '';
  box.append(made('h2', 'Keys'), lines,
    made('p', 'In the list, A decides a T1 only when its line says the whole change. Anything else it opens.'), label, told, form);
  box.showModal();
}

export function palette() {
  const row = focusedRow();
  const shown = card();
  const all = actions().filter(action => isPossible(action, row, shown))
    .map(action => ({ words: nameOf(action, shown), keys: shownKeys(action), act: () => action.act(row, shown) }));
  for (const chip of $$('#reject [name="reason_code"]')) {
    all.push({ words: plain(chip), keys: `R then ${$('kbd', chip)?.textContent ?? ''}`, act: () => chip.click() });
  }
  if (canNotify()) all.push({ words: isNotifying() ? 'Stop notifying me' : 'Notify me of new items', keys: '', act: toggleNotifying });
  const box = dialog('palette', 'Actions');
  const filter = made('input', '', { type: 'text', autocomplete: 'off', placeholder: 'What to do' });
  filter.setAttribute('aria-label', 'What to do');
  const choices = made('ul');
  const none = made('p', 'Nothing here is called that.', { hidden: true });
  for (const { words, keys, act } of all) {
    const item = made('li');
    const button = made('button', words, { type: 'button' });
    if (keys) button.append(made('kbd', keys));
    button.addEventListener('click', () => { box.close(); act(); });
    item.append(button);
    choices.append(item);
  }
  const offered = () => $$('li:not([hidden]) button', choices);
  filter.addEventListener('input', () => {
    const asked = filter.value.toLowerCase().split(/\s+/);
    for (const item of $$('li', choices)) item.hidden = !asked.every(word => item.textContent.toLowerCase().includes(word));
    none.hidden = offered().length > 0;
  });
  box.addEventListener('keydown', event => {
    if (event.repeat && event.key === 'Enter') { event.preventDefault(); return; }
    if (event.key === 'Enter' && document.activeElement === filter) { event.preventDefault(); offered()[0]?.click(); return; }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const stops = [filter, ...offered()];
    stops.at((stops.indexOf(document.activeElement) + step) % stops.length).focus();
  });
  box.append(filter, choices, none);
  box.showModal();
}

/** What the button that does the same says; the words of the help else. */
const nameOf = (action, shown) => (action.at === '#approve button' && shown ? plain($(action.at)) : action.words);
const plain = button => [...button.childNodes].filter(node => node.nodeName !== 'KBD').map(node => node.textContent).join('').trim();
