/*
 * What the pages gain with scripts: keys, live updates, the reader's own time zone, and the next card after a decision.
 * Nothing here is needed to decide: every form and link works without it.
 */
import { $ } from './dom.js';
import { tellTime } from './time.js';
import { settle } from './card.js';
import { listen, weighLine } from './live.js';
import './reading.js';
import './deciding.js';
import './rows.js';
import './keys.js';
import './attention.js';
import './group.js';

addEventListener('popstate', () => location.reload());
tellTime();
setInterval(() => { tellTime(); weighLine(); }, 1000);
settle();
if ($('main.panes, main.empty')) listen();
