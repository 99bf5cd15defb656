// Lays buttons over the picture of a hotspot step: tap what is dangerous. The radio buttons of the list carry the answer.
const WIDTH = 320;
const HEIGHT = 180;

export function enhanceSpots(box, stage) {
  const picture = stage.querySelector('[data-spots-picture]');
  const marked = box.querySelector('[data-spots-marked]');
  const [none, some] = box.querySelectorAll('[data-words] > span');
  const spots = [...box.querySelectorAll('[data-spot]')].map((row) => {
    const [yes, no] = row.querySelectorAll('input');
    yes.required = false;
    const [x, y, width, height] = row.dataset.spot.split(' ').map(Number);
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'spot';
    button.ariaLabel = row.dataset.name;
    // Set from a script, positions are no inline style in the sense of the content security policy.
    button.style.left = `${(x / WIDTH) * 100}%`;
    button.style.top = `${(y / HEIGHT) * 100}%`;
    button.style.width = `${(width / WIDTH) * 100}%`;
    button.style.height = `${(height / HEIGHT) * 100}%`;
    button.addEventListener('click', () => {
      yes.checked = !yes.checked;
      show();
    });
    return { button, yes, no, name: row.querySelector('legend') };
  });

  function show() {
    const chosen = spots.filter(({ yes }) => yes.checked);
    for (const { button, yes, no } of spots) {
      button.setAttribute('aria-pressed', String(yes.checked));
      no.checked = chosen.length > 0 && !yes.checked; // nothing marked at all is no answer yet
    }
    // The words may carry their pinyin, so nodes are copied and not text.
    const names = chosen.flatMap(({ name }, place) => [place ? box.dataset.comma : ' ', ...name.cloneNode(true).childNodes]);
    marked.replaceChildren((chosen.length ? some : none).cloneNode(true), ...names);
  }

  box.querySelector('[data-spots-list]').hidden = true;
  box.querySelector('[data-spots-hint]').hidden = false;
  marked.hidden = false;
  picture.querySelector('[data-frames]').remove();
  picture.append(...spots.map(({ button }) => button));
  show();
}
