"use strict";
(() => {
  const EVERY_MS = 2000;
  const lost = document.getElementById("lost");
  let asking = false;

  // Makes an element like another and keeps what is alike, so that focus, scroll and selection stay where they are.
  const follow = (old, fresh) => {
    for (const { name } of [...old.attributes]) {
      if (!fresh.hasAttribute(name)) old.removeAttribute(name);
    }
    for (const { name, value } of fresh.attributes) {
      if (old.getAttribute(name) !== value) old.setAttribute(name, value);
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

  const again = async () => {
    const address = new URL(location.href);
    address.searchParams.set("again", "1");
    const answer = await fetch(address, { cache: "no-store" });
    // The session is over.
    if (answer.redirected) return location.assign(answer.url);
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    follow(document.getElementById("live"), page.getElementById("live"));
    document.title = page.title;
    lost.hidden = true;
  };

  const tick = async () => {
    if (asking || document.hidden) return;
    asking = true;
    try {
      await again();
    } catch {
      if (lost.hidden) {
        lost.textContent = lost.dataset.says;
        lost.hidden = false;
      }
    }
    asking = false;
  };

  setInterval(tick, EVERY_MS);
  document.addEventListener("visibilitychange", tick);
})();
