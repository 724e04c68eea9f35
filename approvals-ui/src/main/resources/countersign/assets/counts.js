/** How many wait: in the heading, in the rail and in the title of the tab. The server counts, we only ask. */

import { $, $$, hear, list } from './dom.js';

const shownAs = number => (number >= 1000 ? '1,000+' : String(number));

export function titleCount() {
  const waiting = $('#list h1 .count')?.textContent || $('.rail [data-count="mine"]')?.textContent;
  if (!waiting) return;
  document.title = (waiting === '0' ? '' : `(${waiting}) `) + document.title.replace(/^\([^)]*\) /, '');
}

hear('counts', counts => {
  for (const [view, number] of Object.entries(counts)) {
    for (const node of $$(`[data-count="${CSS.escape(view)}"]`)) {
      if (list()?.dataset.view === 'decided' && node.closest('#list')) continue;
      if (node.textContent !== shownAs(number)) node.textContent = shownAs(number);
    }
  }
  titleCount();
});
