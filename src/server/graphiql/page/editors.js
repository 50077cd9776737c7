/** The editors' contents are reached through the editor's own API. */
export const QUERY = 'operation.graphql';
export const VARIABLES = 'variables.json';
export const HEADERS = 'request-headers.json';

export function modelOf(file) {
  return monaco.editor.getModels().find(({ uri }) => uri.path.endsWith(file));
}

export function textOf(file) {
  return modelOf(file)?.getValue();
}

/** An edit, unlike a new value, can be undone. */
export function replaceText(file, text) {
  const model = modelOf(file);
  if (model && model.getValue() !== text)
    model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
}

/** Calls `run` with the text of the editor now and whenever it changes, with another tab too. */
export function onText(file, run) {
  const watch = (model) => {
    if (!model.uri.path.endsWith(file)) return;
    model.onDidChangeContent(() => run(model.getValue()));
    run(model.getValue());
  };
  monaco.editor.getModels().forEach(watch);
  monaco.editor.onDidCreateModel(watch);
}

/** Lines are broken where the editor ends, and Cyrillic letters are no suspects. */
export function suitEditors() {
  monaco.editor.onDidCreateEditor((editor) => {
    editor.updateOptions({ wordWrap: 'on', unicodeHighlight: { ambiguousCharacters: false } });
  });
}
