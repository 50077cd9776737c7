import type { Scalar } from '../document/shape.ts';

/** How people name kinds of operations; whether the amounts have the sign of the kind is held against them later, by `conform`. */
const PHRASES: Readonly<Record<string, RegExp>> = {
  DEPOSIT: /^(ручн\S+ )?(начислени|пополнени)\S*( бонус\S*| вручную)?$|^(manual )?(accrual|deposit|top ?up)$/,
  WITHDRAW: /^(ручн\S+ )?списани\S*( бонус\S*| вручную)?$|^(manual )?(write ?off|withdrawal|debit)$/,
  EXPIRE: /сгора|сгорел|аннулир|expir|burn/,
  POS_PAYMENT:
    /оплат\S* (бонус|балл)|(бонус|балл)\S* оплат|списан\S* .*(чек|касс|покупк)|bonus ?pay|pay\w* (by|with) bonus|(redeem|spend)\w* (at|in) (pos|check)/,
  POS_BONUS:
    /(бонус|балл|начислен)\S* .*(чек|покупк|касс)|кешб|кэшб|cash ?back|(bonus|accrual|earn)\w* (for|by|from) (check|receipt|purchase|order)|purchase (bonus|accrual)/,
  POS_DISCOUNT: /^скидк|^discount|check discount/,
  POS_SPEND: /потрач|оборот|сумм\S* (чека|покупк)|turnover|money spent|^spent/,
  PROMO: /акци|промо|promo/,
  REFERRAL: /реферал|приведи|referr|invit/,
};

/** Kinds that the server's own words name, each value for one kind and each kind for one value: two that compete name neither. */
export function kindsByPhrase(ours: readonly string[], theirs: readonly Scalar[]): ReadonlyMap<string, Scalar> {
  const named = theirs.flatMap((value) => {
    const text = String(value).replace(/[_-]+/g, ' ').toLowerCase();
    const kinds = ours.filter((word) => PHRASES[word]?.test(text));
    return kinds.length === 1 ? [[kinds[0] ?? '', value] as const] : [];
  });
  const counts = new Map<string, number>();
  for (const [word] of named) counts.set(word, (counts.get(word) ?? 0) + 1);
  return new Map(named.filter(([word]) => counts.get(word) === 1));
}
