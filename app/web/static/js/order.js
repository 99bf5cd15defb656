// Turns an order step's selects into buttons: tap the acts one after the other, tap again to take one back.
export function enhanceOrder(list) {
  const rows = [...list.querySelectorAll('li')].map((row) => ({
    label: row.querySelector('label'),
    select: row.querySelector('select'),
  }));
  const chosen = [];
  const drawn = document.createElement('ol');
  drawn.className = list.className;
  const buttons = rows.map((row) => {
    const item = document.createElement('li');
    const button = document.createElement('button');
    const number = document.createElement('span');
    button.type = 'button';
    number.className = 'order-list__number';
    const words = document.createElement('span');
    for (const [name, value] of Object.entries(row.label.dataset)) words.dataset[name] = value;
    words.append(...row.label.cloneNode(true).childNodes); // with the pinyin above the characters
    button.append(number, ' ', words);
    button.addEventListener('click', () => {
      const place = chosen.indexOf(row);
      if (place >= 0) chosen.splice(place);
      else chosen.push(row);
      show();
    });
    item.append(button);
    drawn.append(item);
    return { button, number, row };
  });
  function show() {
    for (const { button, number, row } of buttons) {
      const place = chosen.indexOf(row) + 1;
      button.setAttribute('aria-pressed', String(place > 0));
      number.textContent = place || '';
      row.select.value = place || '';
    }
  }
  for (const { select } of rows) select.required = false;
  list.hidden = true;
  list.after(drawn);
  show();
}
