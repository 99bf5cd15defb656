// Asks every second and a half how far the work is; opens the page anew when it is done.
const EVERY = 1500;
const section = document.querySelector('[data-progress]');

async function look() {
  try {
    const response = await fetch(section.dataset.progress, { headers: { 'X-Fragment': '1' }, redirect: 'error' });
    if (response.ok) {
      const html = await response.text();
      if (html.includes('data-finished')) {
        location.reload();
        return;
      }
      if (html !== section.dataset.shown) {
        section.innerHTML = html;
        section.dataset.shown = html;
      }
    } else if (response.status === 401 || response.status === 404) {
      location.reload();
      return;
    }
  } catch {
    // The connection is away; the next look may find it again.
  }
  setTimeout(look, EVERY);
}

if (section) setTimeout(look, EVERY);
