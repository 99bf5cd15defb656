// Takes steps without loading whole pages. Without this script every form here works as a plain form.
import { enhanceReckon } from './calculator.js';
import { enhanceTalk } from './dialogue.js';
import { enhanceSpots } from './hotspots.js';
import { enhanceOrder } from './order.js';
import { enhancePractice } from './practice.js';
import { enhanceFilm } from './video.js';
import { keepDraft } from './draft.js';
import { countDown } from './wait.js';

const stage = document.querySelector('[data-stage]');
const offline = document.querySelector('template[data-offline]');

function enhance() {
  stage.querySelectorAll('[data-order]').forEach(enhanceOrder);
  stage.querySelectorAll('[data-practice]').forEach(enhancePractice);
  stage.querySelectorAll('[data-spots]').forEach((list) => enhanceSpots(list, stage));
  stage.querySelectorAll('[data-talk]').forEach((talk) => enhanceTalk(talk, stage));
  stage.querySelectorAll('[data-reckon]').forEach(enhanceReckon);
  stage.querySelectorAll('[data-film]').forEach((film) => enhanceFilm(film, stage));
}

function showFeedbackFirst() {
  const feedback = stage.querySelector('[data-feedback]');
  if (!feedback) return false;
  const rest = stage.querySelectorAll('[data-step]');
  const further = feedback.querySelector('[data-continue]');
  rest.forEach((part) => { part.hidden = true; });
  further.hidden = false;
  feedback.querySelector('h2').ariaLevel = '1'; // the page's only heading while the step's own is hidden
  further.querySelector('button').addEventListener('click', () => {
    feedback.remove();
    rest.forEach((part) => { part.hidden = false; });
    arrive();
  });
  return true;
}

function arrive() {
  window.scrollTo(0, 0);
  const title = stage.querySelector('[data-step] h1, h1, h2');
  if (title) title.focus({ preventScroll: true });
  stage.querySelectorAll('[data-wait]').forEach(countDown);
  stage.querySelectorAll('[data-sheet]').forEach(keepDraft);
}

function notify(...message) {
  stage.querySelector('[data-note]')?.remove();
  const note = document.createElement('p');
  note.className = 'notice notice--warn';
  note.dataset.note = '';
  note.setAttribute('role', 'alert');
  note.append(...message);
  const form = stage.querySelector('[data-swap]');
  (form ?? stage.firstElementChild).before(note);
  note.scrollIntoView({ block: 'center' }); // the button pressed may be far below
}

async function take(form) {
  const buttons = stage.querySelectorAll(`button[form="${form.id}"], form#${form.id} button`);
  buttons.forEach((button) => { button.disabled = true; });
  try {
    const response = await fetch(form.action, {
      method: 'POST',
      body: new URLSearchParams(new FormData(form)),
      headers: { 'X-Fragment': '1' },
      redirect: 'error',
    });
    const html = await response.text();
    if (response.ok || (response.status === 422 && html.includes('data-step'))) {
      stage.innerHTML = html;
      const address = response.headers.get('Content-Location');
      if (address) history.replaceState(null, '', address);
      enhance();
      if (!showFeedbackFirst()) arrive();
      else stage.querySelector('[data-feedback] h2').focus();
      return;
    }
    if (response.status === 401) {
      form.submit();
      return;
    }
    const parts = new DOMParser().parseFromString(html, 'text/html');
    notify(parts.body.textContent.trim());
  } catch {
    notify(offline.content.cloneNode(true));
  }
  buttons.forEach((button) => { button.disabled = false; });
}

// Whoever closes the page goes on at this step next time, on whatever device.
window.addEventListener('pagehide', () => {
  const form = stage.querySelector('[data-leave]');
  if (form) navigator.sendBeacon(form.action, new URLSearchParams(new FormData(form)));
});

stage.addEventListener('submit', (event) => {
  const form = event.target;
  if (!form.matches('[data-swap]')) return;
  event.preventDefault();
  take(form);
});

enhance();
if (!showFeedbackFirst()) arrive();
