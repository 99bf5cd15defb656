// What a loan costs per year, while the numbers are typed. The same arithmetic as app/domain/annualrates.py.
const PERIODS = { day: 365, week: 52, month: 12 };

// The nominal yearly rate in percent, or null where less is paid back than was paid out.
export function yearlyPercent(received, payments, each, every) {
  if (each * payments < received) return null;
  if (each * payments === received) return 0;
  const worth = (rate) => (each * -Math.expm1(-payments * Math.log1p(rate))) / rate;
  let low = 0;
  let high = each / received; // payments for ever at this rate are worth what was paid out, so the root lies below
  for (let middle = high / 2; low < middle && middle < high; middle = (low + high) / 2) {
    if (worth(middle) > received) low = middle;
    else high = middle;
  }
  return high * PERIODS[every] * 100;
}

export function enhanceReckon(form) {
  const field = (name) => form.elements[name];
  const result = form.querySelector('[data-reckon-result]');
  const names = ['received', 'payments', 'each'];

  function show() {
    const isReady = names.every((name) => field(name).value && field(name).checkValidity());
    result.textContent = '';
    if (!isReady) return;
    const percent = yearlyPercent(...names.map((name) => Number(field(name).value)), field('every').value);
    const words = percent?.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 });
    result.textContent = words === undefined ? result.dataset.free : result.dataset.words.replace('@', `${words}%`);
  }

  form.querySelector('[data-reckon-button]').hidden = true;
  form.addEventListener('input', show);
  form.addEventListener('submit', (event) => event.preventDefault());
  show();
}
