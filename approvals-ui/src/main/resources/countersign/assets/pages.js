/*
 * What the pages gain with scripts: keys, live updates, the reader's own time zone, and the next card after a decision.
 * Nothing here is needed to decide: every form and link works without it.
 */
import { $, $$, hear, stored, warn } from './dom.js';
import { serverNow, tellTime } from './time.js';
import { settle } from './card.js';
import { titleCount } from './counts.js';
import { askWhatEnded, weighLine } from './live.js';
import { listen } from './line.js';
import './reading.js';
import './deciding.js';
import './rows.js';
import './keys.js';
import './notes.js';
import './hold.js';
import './edit.js';
import './attention.js';
import './picking.js';

/** What only some pages need, or only somebody who asks for it, is loaded then. */
const dialog = name => import('./help.js').then(part => part[name](), () => warn('No answer came. Try again once the page is live'));
hear('help', () => dialog('help'));
hear('palette', () => dialog('palette'));
document.addEventListener('click', event => {
  if (event.target.closest?.('[data-keys]')) dialog('help');
});
for (const button of $$('[data-keys]')) button.hidden = false;
const bell = () => { if (stored('countersign.notify') === 'on') import('./bell.js'); };
bell();
addEventListener('storage', bell); // another tab turned it on
if ($('main.batch')) import('./group.js');
if ($('main[data-goes-on]')) import('./story.js');

addEventListener('popstate', () => location.reload());
tellTime();
setInterval(() => { tellTime(); weighLine(); askWhatEnded(serverNow()); }, 1000);
settle();
titleCount();
listen();
