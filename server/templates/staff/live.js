(() => {
  const EVERY_MS = 2000;
  const lost = document.getElementById("lost");
  let asking = false;
  let restsUntil = 0;

  const tell = (words) => {
    if (lost.textContent !== words) lost.textContent = words;
    lost.hidden = !words;
  };

  const again = async () => {
    const address = new URL(location.href);
    address.searchParams.set("again", "1");
    const { answer, page } = await ask(address);
    // The session is over.
    if (answer.redirected) return location.assign(answer.url);
    if (answer.status === 429) {
      restsUntil = Date.now() + answer.headers.get("Retry-After") * 1000;
      return tell(lost.dataset.crowded);
    }
    if (!answer.ok) throw new Error(answer.status);
    follow(document.getElementById("live"), page.getElementById("live"));
    document.title = page.title;
    tell("");
  };

  const tick = async () => {
    if (asking || document.hidden || Date.now() < restsUntil) return;
    asking = true;
    try {
      await again();
    } catch {
      tell(lost.dataset.says);
    }
    asking = false;
  };

  setInterval(tick, EVERY_MS);
  document.addEventListener("visibilitychange", tick);
})();
