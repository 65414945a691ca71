(() => {
  const EVERY_MS = 2000;
  const lost = document.getElementById("lost");
  let asking = false;

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
