import { type FieldReader, reader } from '../../upstream/codec/read-fields.ts';
import type { AccountReport } from '../../upstream/resources/accounts.ts';

/** A sum of the account report as a field. An unreadable one fails alone. */
export const reportSum = (description: string, key: Parameters<FieldReader<AccountReport>['optionalMoney']>[0]) => ({
  description,
  type: 'Decimal' as const,
  nullable: true as const,
  guest: true as const,
  resolve: (row: AccountReport) => reader('AccountReport', row).optionalMoney(key),
});
