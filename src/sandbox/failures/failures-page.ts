import type { FaultRule } from './faults.ts';
import { REHEARSALS } from './rehearsals.ts';

/** The page of the failures that can be rehearsed: what to send, and the rules in force. */
export function failuresPage(rules: readonly FaultRule[]): string {
  const known = REHEARSALS.filter(({ rule }) => rule === undefined || rules.includes(rule));
  const others = rules.filter((rule) => !REHEARSALS.some((rehearsal) => rehearsal.rule === rule));
  const isRehearsed = known.some(({ rule }) => rule !== undefined);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Failures that can be rehearsed</title>
<link rel="icon" href="/docs/favicon-32x32.png">
<style>
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60em; margin: 2em auto; padding: 0 1em; color-scheme: light dark }
table { border-collapse: collapse } td, th { border-top: 1px solid #8888; padding: .4em .8em; text-align: left; vertical-align: top }
pre { overflow-x: auto; padding: 1em; border: 1px solid #8888 }
</style>
</head>
<body>
<p><a href="/docs">API</a></p>
<h1>Failures that can be rehearsed</h1>
${
  isRehearsed
    ? `<p>This server fails for these amounts (deposits and withdrawals of one card) and phones, as often as they are sent.
A real ProBonus knows none of them, and neither does the gateway.</p>
<table>
<tr><th>Send</th><th>This server</th><th>A client of the gateway gets</th></tr>
${known.map(({ send, what, answer }) => `<tr><td>${escapeHtml(send)}</td><td>${escapeHtml(what)}</td><td>${escapeHtml(answer)}</td></tr>`).join('\n')}
</table>`
    : '<p>No amount and no phone is special here. The demo has such ones, and so has <code>sandbox --faults rehearsals</code>.</p>'
}
<h2>Other faults</h2>
<p>A rule is added while the server runs, or stands in the file of <code>sandbox --faults FILE</code>: by operation, method, path,
amount or phone; for so many requests; before or after the operation took effect.</p>
<pre>curl -X POST $ORIGIN/_sandbox/faults -d '{ "operationId": "operations.deposit", "phase": "after", "do": "reset", "times": 1 }'
curl $ORIGIN/_sandbox/faults              # the rules in force
curl -X DELETE $ORIGIN/_sandbox/faults    # none from now on
curl $ORIGIN/_sandbox/calls               # what this server was asked
curl $ORIGIN/_sandbox/operations          # its ledger
curl -X POST $ORIGIN/_sandbox/reset       # as at its first start</pre>
${others.length > 0 ? `<p>In force besides:</p>\n<pre>${escapeHtml(others.map((rule) => JSON.stringify(rule)).join('\n'))}</pre>` : ''}
</body>
</html>
`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);
}
