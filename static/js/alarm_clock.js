/* Ticks in a thread of its own: a browser slows the clocks of a page that nobody looks at. */
"use strict";

setInterval(() => postMessage("tick"), 1000);
