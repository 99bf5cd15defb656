// Plays a dialogue turn by turn: what the other side says, the reply, what follows from it, and on.
export function enhanceTalk(talk, stage) {
  const form = talk.closest('form');
  const turns = [...talk.querySelectorAll('[data-turn]')];
  const next = stage.querySelector(`button[form="${form.id}"]`);
  const [you, goOn, onward] = [...talk.querySelectorAll('[data-words] > span')];
  let isHeard = true;

  async function followed(input) {
    const fields = { turn: input.name, reply: input.value };
    for (const name of ['csrf_token', 'ticket']) fields[name] = form.elements[name].value;
    try {
      const response = await fetch(new URL(talk.dataset.ask, form.action), {
        method: 'POST',
        body: new URLSearchParams(fields),
        headers: { 'X-Fragment': '1' },
        redirect: 'error',
      });
      if (response.ok) return await response.text();
    } catch { /* Without a connection the talk goes on, and the reasons come at the end. */ }
    isHeard = false;
    return '';
  }

  function said(button) {
    const bubble = document.createElement('div');
    bubble.className = 'talk__mine';
    const who = document.createElement('p');
    who.className = 'talk__who';
    who.append(you.cloneNode(true));
    const words = document.createElement('p');
    words.className = 'talk__bubble';
    words.append(...button.cloneNode(true).childNodes);
    bubble.append(who, words);
    return bubble;
  }

  // A reply cannot be taken back, so it is a button: arrow keys would choose radio buttons on the way.
  function answer(number, choice) {
    const input = choice.querySelector('input');
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'talk__reply';
    button.append(...choice.querySelector('label').childNodes);
    button.addEventListener('click', () => {
      input.checked = true;
      reply(number, input, button);
    });
    const wrapper = document.createElement('div');
    input.hidden = true;
    wrapper.append(input, button);
    return wrapper;
  }

  async function reply(number, input, button) {
    const turn = turns[number];
    turn.querySelector('.choices').hidden = true;
    turn.append(said(button));
    const outcome = document.createElement('div');
    outcome.className = 'talk__after';
    outcome.setAttribute('role', 'status');
    turn.append(outcome);
    outcome.innerHTML = await followed(input);
    if (number + 1 === turns.length) finish(outcome);
    else outcome.append(further(number));
    outcome.scrollIntoView({ block: 'nearest' });
  }

  function further(number) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button button--primary';
    button.append(goOn.cloneNode(true));
    button.addEventListener('click', () => {
      button.remove();
      open(number + 1);
    });
    return button;
  }

  function open(number) {
    const turn = turns[number];
    turn.hidden = false;
    turn.tabIndex = -1;
    turn.focus({ preventScroll: true });
    turn.scrollIntoView({ block: 'nearest' });
  }

  function finish(outcome) {
    if (isHeard) {
      const heard = document.createElement('input');
      heard.type = 'hidden';
      heard.name = 'heard';
      heard.value = '1';
      form.append(heard);
    }
    next.hidden = false;
    outcome.scrollIntoView({ block: 'nearest' });
  }

  turns.forEach((turn, number) => {
    turn.hidden = number > 0;
    turn.querySelectorAll('.choice').forEach((choice) => choice.replaceWith(answer(number, choice)));
  });
  next.hidden = true;
  next.replaceChildren(onward.cloneNode(true)); // every turn has been checked by then
}
