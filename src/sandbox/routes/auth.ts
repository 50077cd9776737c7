import type { SandboxUser } from '../model.ts';
import type { World } from '../world.ts';
import { matches, page, text } from './lists.ts';
import type { Routes } from './route.ts';

export const authRoutes = {
  'auth.login': (call, world) => world.sessions.login(String(call.body.login), String(call.body.password), call.at),
  'auth.refreshToken': (call, world) => world.sessions.refresh(String(call.body.refreshToken), call.at),
  'auth.info': (call, world) => (call.user ? userRow(call.user, world) : null),
  'auth.logout': (call, world) => {
    world.sessions.logout(call.token);
    return { result: true };
  },
  'users.list': (call, world) => {
    const search = text(call.params.search);
    const rows = world.sessions.users().map((user) => userRow(user, world));
    return page(
      search ? rows.filter((row) => matches(search, row.login, row.lastName, row.firstName, row.comment)) : rows,
      call,
    );
  },
} satisfies Routes;

function userRow(user: SandboxUser, world: World) {
  return {
    id: world.sessions.idOf(user),
    login: user.login,
    userType: user.userType,
    role: user.role,
    email: user.email ?? null,
    lastName: user.lastName ?? null,
    firstName: user.firstName ?? null,
    patronymic: user.patronymic ?? null,
    comment: user.comment ?? null,
  };
}
