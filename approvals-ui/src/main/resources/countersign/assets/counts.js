/** How many wait: in the heading, in the rail and in the title of the tab. The server counts, we only ask. */

import { $, $$, hear, list } from './dom.js';

const shownAs = number => (number >= 1000 ? '1,000+' : String(number));

export function titleCount() {
  const waiting = $('#list h1 .count')?.textContent || $('.rail [data-count="mine"]')?.textContent;
  if (!waiting) return;
  document.title = (waiting === '0' ? '' : `(${waiting}) `) + document.title.replace(/^\([^)]*\) /, '');
}

const FILTERS = ['workflow', 'tool', 'ref', 'rule', 'tier'];
/** A view's number, or, where a filter leaves only some of it, what waits on this page. */
function heading(counts) {
  const here = list();
  if (!(here?.dataset.view in counts)) return null;
  const asked = new URL(here.dataset.self, location).searchParams;
  if (!FILTERS.some(name => asked.has(name))) return counts[here.dataset.view];
  return $('.more', here) ? null : $$('li.row:not(.ended)', here).length;
}

const write = (node, number) => { if (node.textContent !== shownAs(number)) node.textContent = shownAs(number); };

hear('counts', counts => {
  for (const [view, number] of Object.entries(counts)) {
    for (const node of $$(`.rail [data-count="${CSS.escape(view)}"]`)) write(node, number);
  }
  const head = $('#list h1 .count');
  const number = heading(counts);
  if (head && number !== null) write(head, number);
  titleCount();
});
