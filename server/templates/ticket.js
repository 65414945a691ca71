addEventListener("DOMContentLoaded", () => {
  const [live, said, lost] = ["live", "said", "lost"].map((id) => document.getElementById(id));
  let asking = false;
  let timer;

  const tell = (words) => {
    if (lost.textContent !== words) lost.textContent = words;
    lost.hidden = !words;
  };

  // Seconds until the next request, where the server has a wish.
  const again = async () => {
    const { answer, page } = await ask(location.href);
    // The day is over, and the ticket with it.
    if (answer.status === 404) return location.reload();
    if (answer.status === 429) {
      tell(lost.dataset.crowded);
      return answer.headers.get("Retry-After");
    }
    if (!answer.ok) throw new Error(answer.status);
    const fresh = page.getElementById("live");
    const news = fresh.dataset.says !== live.dataset.says;
    follow(live, fresh);
    document.title = page.title;
    tell("");
    // Only what has changed is said aloud.
    if (news) said.textContent = live.dataset.says;
  };

  // Nothing is asked while nobody looks, nor where the reader wants the page to stand still.
  const wait = (seconds) => {
    clearTimeout(timer);
    if (live.dataset.every && !document.hidden) timer = setTimeout(tick, (seconds || live.dataset.every) * 1000);
  };

  const tick = async () => {
    if (asking || document.hidden || !live.dataset.every) return;
    asking = true;
    let seconds;
    try {
      seconds = await again();
    } catch {
      tell(lost.dataset.says);
    }
    asking = false;
    wait(seconds);
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : tick()));
  wait();
});
