/** One series of an exposition of Prometheus. */
export interface Series {
  /** Of the sample, such as `probonus_request_seconds_bucket`. */
  readonly name: string;
  /** Of its metric. */
  readonly metric: string;
  readonly type: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

const SAMPLE = /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (-?[\d.]+(?:e[+-]?\d+)?|[+-]Inf|NaN)$/i;
const LABEL = /([a-zA-Z_]\w*)="((?:[^"\\\n]|\\["\\n])*)"(?:,|$)/y;

/** Reads the text format 0.0.4, and throws for whatever is not of it: a line, a series twice, a metric without help or type. */
export function parseExposition(text: string): Series[] {
  const types = new Map<string, string>();
  const helped = new Set<string>();
  const seen = new Set<string>();
  return text.split('\n').flatMap((line): Series[] => {
    if (line === '') return [];
    const [, kind, subject = '', rest = ''] = /^# (HELP|TYPE) (\S+) ?(.*)$/.exec(line) ?? [];
    if (kind === 'HELP') helped.add(subject);
    if (kind === 'TYPE') types.set(subject, rest);
    if (line.startsWith('#')) return [];
    const [, name = '', written = '', value = ''] = SAMPLE.exec(line) ?? [];
    if (name === '') throw new Error(`no sample: ${line}`);
    const metric = types.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '');
    const type = types.get(metric);
    if (type === undefined || !helped.has(metric)) throw new Error(`without help or type: ${name}`);
    const key = `${name}{${written}}`;
    if (seen.has(key)) throw new Error(`twice: ${key}`);
    seen.add(key);
    return [{ name, metric, type, labels: parseLabels(written), value: Number(value.replace('Inf', 'Infinity')) }];
  });
}

function parseLabels(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  while (LABEL.lastIndex < text.length) {
    const [, name = '', value = ''] = LABEL.exec(text) ?? [];
    if (name === '') throw new Error(`no labels: ${text}`);
    labels[name] = value;
  }
  return labels;
}
