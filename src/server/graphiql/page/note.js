/** A line above the editors. */
export function createNote() {
  const note = document.getElementById('note');
  const [text, button] = note.children;
  let isFault = false;
  const hide = () => {
    note.hidden = true;
  };
  const show = (words, { label = 'Close', action = hide } = {}) => {
    text.textContent = words;
    button.textContent = label;
    button.onclick = action;
    note.hidden = false;
    isFault = false;
  };
  return {
    show,
    showFault(...words) {
      show(...words);
      isFault = true;
    },
    /** After a response that is no fault. */
    clear() {
      if (isFault) hide();
    },
  };
}
