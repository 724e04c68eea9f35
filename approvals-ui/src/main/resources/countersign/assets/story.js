/** A run that goes on: what is new waits behind a pill, and comes in when the reader asks for it. */

import { $, $$, text } from './dom.js';
import { tellTime } from './time.js';

const EVERY_MS = 5000;
const page = () => $('main[data-goes-on]');

async function look() {
  const pill = $('[data-news]');
  if (!page() || !pill || document.hidden || !pill.hidden) return;
  const { story, last } = page().dataset;
  const news = await text(`${story}/news?after=${last}`);
  if (!news || !page()) return;
  pill.textContent = news.words;
  pill.hidden = false;
}

/** Swaps in the rest of the story, by the reader's own click, and puts the focus where the new begins. */
async function tell(pill) {
  const main = page();
  const seen = $$('[data-part="rows"] tr', main).length;
  const fresh = await text(location.pathname + location.search);
  if (!fresh) { location.reload(); return; }
  const made = new DOMParser().parseFromString(fresh.words, 'text/html');
  for (const part of ['lead', 'rows', 'output']) {
    $(`[data-part="${part}"]`, main).replaceWith(document.adoptNode(made.querySelector(`[data-part="${part}"]`)));
  }
  const now = made.querySelector('main');
  main.dataset.last = now.dataset.last;
  pill.hidden = true;
  if (!('goesOn' in now.dataset)) delete main.dataset.goesOn;
  globalThis.htmx?.process(main);
  tellTime(main);
  $$('[data-part="rows"] tr', main)[seen]?.focus();
}

if (page()) {
  setInterval(look, EVERY_MS);
  document.addEventListener('click', event => {
    const pill = event.target.closest?.('[data-news]');
    if (!pill || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    tell(pill);
  });
}
