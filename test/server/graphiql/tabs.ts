/** Two queries, one with what a page could take for its end. */
export const TABS = [
  {
    name: 'FirstTab',
    folder: 'start',
    role: 'admin',
    tab: 1,
    query: 'query FirstTab { me { id name card { number } } }',
    variables: {},
  },
  {
    name: 'SecondTab',
    folder: 'start',
    role: 'admin',
    tab: 2,
    query: 'query SecondTab($text: String) { echo(text: $text) }',
    variables: { text: 'вторая </script>' },
  },
];
