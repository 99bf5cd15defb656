// A button that can be pressed once its time is over; the seconds that are left stand on it, behind its words.

export function countDown(button) {
  const left = button.querySelector('[data-left]') ?? document.createElement('span');
  left.dataset.left = '';
  button.append(left); // the words before it may carry their pinyin, so they are left alone
  const until = Date.now() + Number(button.dataset.wait) * 1000;
  button.dataset.until = String(until);
  const tick = () => {
    if (button.dataset.until !== String(until)) return; // counted anew meanwhile
    const seconds = Math.ceil((until - Date.now()) / 1000);
    button.disabled = seconds > 0;
    left.textContent = seconds > 0 ? ` (${seconds})` : '';
    if (seconds > 0) setTimeout(tick, 250);
  };
  tick();
}
