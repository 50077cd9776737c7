import type { SandboxUser } from '../model.ts';

/** What the roles of the web admin may not do; API users and roles that are not named here may do everything. */
const FORBIDDEN: Readonly<Record<string, RegExp>> = {
  Хостес:
    /^(operations\.(deposit|withdraw|group)|accounts\.(block|unblock)|reports\.get|users\.list|.*(Groups|Types)\.(insert|update)|discounts\.(insert|update))/,
  Маркетолог: /^(users\.list|identifierTypes\.(insert|update))/,
};

export function isAllowed(user: SandboxUser, operationId: string): boolean {
  return user.userType === 'API' || !FORBIDDEN[user.role ?? '']?.test(operationId);
}
