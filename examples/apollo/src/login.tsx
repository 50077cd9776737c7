import { useMutation } from '@apollo/client/react';
import type { FormEvent } from 'react';
import { StaffLoginDocument } from '../../documents.ts';

/** A user of ProBonus logs in with the login of the web admin. */
export function Login({ onToken }: { readonly onToken: (token: string) => void }) {
  const [login, { data, error, loading }] = useMutation(StaffLoginDocument);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const input = { login: String(form.get('login')), password: String(form.get('password')), tenant: 'saturn' };
    const result = (await login({ variables: { input } })).data?.sessionLogin;
    if (result && 'token' in result) onToken(result.token);
  };
  const result = data?.sessionLogin;
  return (
    <form onSubmit={submit}>
      <h1>Вход</h1>
      <label>
        Логин <input name="login" autoComplete="username" required />
      </label>
      <label>
        Пароль <input name="password" type="password" autoComplete="current-password" required />
      </label>
      <button type="submit" disabled={loading}>
        Войти
      </button>
      {result && 'code' in result && <p role="alert">{result.message}</p>}
      {error && <p role="alert">Сейчас не получилось. Попробуйте ещё раз.</p>}
    </form>
  );
}
