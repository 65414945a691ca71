addEventListener("DOMContentLoaded", () => {
  const [live, said, lost] = ["live", "said", "lost"].map((id) => document.getElementById(id));
  let asking = false;
  let timer;

  const again = async () => {
    const answer = await fetch(location.href, { cache: "no-store" });
    // The day is over, and the ticket with it.
    if (answer.status === 404) return location.reload();
    if (!answer.ok) throw new Error(answer.status);
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("live");
    const news = fresh.dataset.says !== live.dataset.says;
    follow(live, fresh);
    document.title = page.title;
    lost.hidden = true;
    // Only what has changed is said aloud.
    if (news) said.textContent = live.dataset.says;
  };

  // Nothing is asked while nobody looks, nor once nothing will change.
  const wait = () => {
    clearTimeout(timer);
    if (live.dataset.every && !document.hidden) timer = setTimeout(tick, live.dataset.every * 1000);
  };

  const tick = async () => {
    if (asking || document.hidden || !live.dataset.every) return;
    asking = true;
    try {
      await again();
    } catch {
      lost.textContent = lost.dataset.says;
      lost.hidden = false;
    }
    asking = false;
    wait();
  };

  document.addEventListener("visibilitychange", () => (document.hidden ? clearTimeout(timer) : tick()));
  wait();
});
