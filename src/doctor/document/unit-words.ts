/** Units that words can name. */
export type NamedUnit = 'kopecks' | 'roubles';

const KOPECKS =
  /kopeck|kopek|kopeyk|копе[еий]|\b1\/100\b|minor unit|(?:^|[_\W])kops?(?:$|[_\W])|[a-z]Kop(?:s|ecks)?(?:$|[A-Z_\W])/;
const ROUBLES = /rouble|ruble|рубл|₽|(?:^|[_\W])(?:rub|руб)(?:$|[_\W])|[a-z]Rub(?:$|[A-Z_\W])/;

/** The unit that a name or a description tells; null where it tells none. What speaks of both speaks of the smaller. */
export function unitIn(text: string): NamedUnit | null {
  const lower = text.toLowerCase();
  if (KOPECKS.test(lower) || KOPECKS.test(text)) return 'kopecks';
  return ROUBLES.test(lower) || ROUBLES.test(text) ? 'roubles' : null;
}

/** `balanceKopecks`, `sum_in_roubles` → the name of the amount alone. */
export function withoutUnit(name: string): string {
  return name.replace(/(?<=[a-z])_?(?:in_?)?(?:kopecks?|kopeks?|kops?|roubles?|rubles?|rubs?)$/i, '');
}
