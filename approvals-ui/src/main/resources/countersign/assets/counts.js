/** How many wait: in the heading, in the rail and in the title of the tab. */

import { $, $$ } from './dom.js';

export function count(view, step) {
  for (const node of $$(`[data-count="${view}"]`)) {
    const number = Number(node.textContent);
    if (node.textContent !== '' && Number.isInteger(number)) node.textContent = String(Math.max(0, number + step));
  }
  titleCount();
}

export function titleCount() {
  const shown = $('#list h1 .count')?.textContent;
  if (shown === undefined || shown === '') return;
  document.title = (shown === '0' ? '' : `(${shown}) `) + document.title.replace(/^\([^)]*\) /, '');
}
