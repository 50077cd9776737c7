/** Two queries, one with what a page could take for its end. */
export const TABS = [
  { query: 'query FirstTab { me { id name card { number } } }' },
  { query: 'query SecondTab($text: String) { echo(text: $text) }', variables: { text: 'вторая </script>' } },
];
