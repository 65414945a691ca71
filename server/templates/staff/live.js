(() => {
  const live = document.getElementById("live");
  const lost = document.getElementById("lost");
  let asking = false;
  let restsUntil = 0;

  const tell = (words) => {
    if (lost.textContent !== words) lost.textContent = words;
    lost.hidden = !words;
  };

  const again = async () => {
    const { answer, page } = await ask(new URL(live.dataset.again, location.href));
    // The session is over.
    if (answer.redirected) return location.assign(answer.url);
    if (answer.status === 429) {
      restsUntil = Date.now() + answer.headers.get("Retry-After") * 1000;
      return tell(lost.dataset.crowded);
    }
    if (!answer.ok) throw new Error(answer.status);
    follow(live, page.getElementById("live"));
    document.title = page.title;
    tell("");
  };

  // What is over comes without a pace and stands still from then on.
  const goesOn = () => live.dataset.every !== undefined;

  const tick = async () => {
    if (asking || document.hidden || !goesOn() || Date.now() < restsUntil) return;
    asking = true;
    try {
      await again();
    } catch {
      tell(lost.dataset.says);
    }
    asking = false;
  };

  setInterval(tick, live.dataset.every * 1000);
  document.addEventListener("visibilitychange", tick);
})();
