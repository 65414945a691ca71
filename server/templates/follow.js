"use strict";
// Makes an element like another and keeps what is alike, so that focus, scroll and selection stay where they are. What the reader
// has opened or closed stays so.
const follow = (old, fresh) => {
  for (const { name } of [...old.attributes]) {
    if (name !== "open" && !fresh.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of fresh.attributes) {
    if (name !== "open" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  const children = [...fresh.childNodes];
  while (old.childNodes.length > children.length) old.lastChild.remove();
  children.forEach((child, place) => {
    const mine = old.childNodes[place];
    if (!mine) {
      old.append(document.importNode(child, true));
    } else if (mine.nodeName !== child.nodeName) {
      mine.replaceWith(document.importNode(child, true));
    } else if (child.nodeType === Node.ELEMENT_NODE) {
      follow(mine, child);
    } else if (mine.nodeValue !== child.nodeValue) {
      mine.nodeValue = child.nodeValue;
    }
  });
};

// A page and its answer, or none: what does not come in time may never come, and the next request would wait behind it.
const PATIENCE_MS = 8000;
const ask = async (address) => {
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), PATIENCE_MS);
  try {
    const answer = await fetch(address, { cache: "no-store", signal: giveUp.signal });
    return { answer, page: new DOMParser().parseFromString(await answer.text(), "text/html") };
  } finally {
    clearTimeout(timer);
  }
};
