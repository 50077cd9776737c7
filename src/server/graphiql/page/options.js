/** What the server wrote into the page: addresses, the known operations, the headers of a new tab, and whom one can be in a demo. */
export const { endpoint, workers, operations, headers, demo } = JSON.parse(
  document.getElementById('options').textContent,
);

export const keys = demo?.keys ?? [];
