// A film that is watched to its end. The server decides whether it was (see docs/decisions); this script keeps count,
// tells the server every few seconds, goes on where the film was left, and leads back whoever skips.
import { countDown } from './wait.js';

const BEAT = 15; // seconds of play between two heartbeats
const SLACK = 3; // the server forgives as much at the end
const STEP = 1.5; // seconds between two looks at a film that plays by itself

export function enhanceFilm(root, stage) {
  const film = root.querySelector('video');
  const play = root.querySelector('[data-film-play]');
  const broken = root.querySelector('[data-film-broken]');
  const picture = stage.querySelector('.step__picture');
  const next = stage.querySelector('[data-film-next]');
  const forms = stage.querySelectorAll('form:has([name="ticket"])');
  const length = Number(root.dataset.length);
  let believed = Number(root.dataset.watched);
  let furthest = Math.min(believed, length);
  let told = furthest;
  let isBroken = false;

  const claims = [...forms].map((form) => {
    const field = document.createElement('input');
    field.type = 'hidden';
    field.name = 'watched';
    form.append(field);
    return field;
  });

  const count = () => {
    claims.forEach((field) => { field.value = String(Math.floor(furthest)); });
    if (!isBroken) next.disabled = furthest < length - SLACK;
  };

  const beat = async () => {
    told = furthest;
    try {
      const response = await fetch(root.dataset.beat, {
        method: 'POST',
        body: new URLSearchParams(new FormData(forms[0])),
        headers: { 'X-Fragment': '1' },
        redirect: 'error',
      });
      if (!response.ok || !root.isConnected) return;
      const { ticket, watched } = await response.json();
      believed = watched;
      forms.forEach((form) => { form.querySelector('[name="ticket"]').value = ticket; });
    } catch {
      // Without a connection the next heartbeat, or the step itself, tells it all.
    }
  };

  const look = () => {
    const at = film.currentTime;
    if (at > furthest + STEP) film.currentTime = furthest;
    else if (at > furthest) furthest = at;
    count();
    if (furthest - told >= BEAT) beat();
  };

  const giveUp = () => {
    if (isBroken) return;
    isBroken = true;
    film.hidden = true;
    play.hidden = true;
    claims.forEach((field) => field.remove()); // then the server lets the time of the film pass, no more
    broken.hidden = false;
    broken.append(...root.querySelector('[data-words]').childNodes);
    root.querySelector('[data-film-transcript]').open = true;
    picture.hidden = false;
    root.before(picture);
    next.dataset.wait = String(Math.max(0, Math.ceil(length - believed)));
    countDown(next);
  };

  film.addEventListener('timeupdate', look);
  film.addEventListener('seeking', () => {
    if (film.currentTime > furthest + 0.5) film.currentTime = furthest;
  });
  film.addEventListener('ratechange', () => {
    if (film.playbackRate > 1) film.playbackRate = 1;
  });
  film.addEventListener('pause', () => {
    if (Math.floor(furthest) > Math.floor(told)) beat();
  });
  film.addEventListener('ended', () => {
    furthest = length;
    count();
    next.focus();
  });
  film.addEventListener('play', () => {
    picture.hidden = true;
    play.hidden = true;
  });
  film.addEventListener('error', giveUp);
  const resume = () => {
    if (furthest > 1 && furthest < length - SLACK) film.currentTime = furthest;
  };
  if (film.readyState > 0) resume();
  else film.addEventListener('loadedmetadata', resume, { once: true });
  if (film.error) giveUp();
  else {
    root.querySelector('[data-film-frame]').prepend(picture); // the picture of the step is the film's cover
    play.hidden = false;
    play.addEventListener('click', () => { film.focus(); film.play(); });
    count();
  }
}
