/** What the last answer cost. `extensions.upstream` comes in a demo, and to keys with the scope `debug`. */
export function showCost(milliseconds, extensions) {
  const element = document.getElementById('cost');
  const [summary, details] = element.children;
  const { upstream, cost } = extensions ?? {};
  const calls = upstream ? `${upstream.calls} upstream ${upstream.calls === 1 ? 'call' : 'calls'}, ` : '';
  summary.textContent = `Last answer: ${calls}${Math.round(milliseconds)} ms`;
  const byOperation = Object.entries(upstream?.byOperation ?? {}).map(([name, count]) => `${name} ${count}`);
  details.textContent = [
    upstream
      ? byOperation.join(', ') || 'No call to ProBonus: all of it was known.'
      : 'Upstream calls are told to keys with the scope debug.',
    cost ? `Cost ${cost.requested}, ${cost.remaining} of ${cost.limit} left of the minute.` : '',
  ].join('\n');
  element.hidden = false;
}
