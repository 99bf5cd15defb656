// Loads the page again when a file of the lesson was saved. It asks every second; without it, F5 does the same.
const EVERY = 1000; // milliseconds
const shown = document.body.dataset.stamp;
const kept = `scroll:${location.pathname}`;

async function look() {
  try {
    const response = await fetch('/changes');
    if (response.ok && (await response.json()).stamp !== shown) {
      sessionStorage.setItem(kept, String(window.scrollY));
      location.reload();
      return;
    }
  } catch { /* The preview was stopped; when it is started again, the page goes on. */ }
  setTimeout(look, EVERY);
}

const place = Number(sessionStorage.getItem(kept));
if (place) window.scrollTo(0, place);
sessionStorage.removeItem(kept);
if (shown) setTimeout(look, EVERY);
