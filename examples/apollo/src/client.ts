import { ApolloClient, type FieldPolicy, HttpLink, InMemoryCache } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import type { CardsPageQuery } from '../../documents.ts';
import { possibleTypes } from './possible-types.ts';

declare module '@apollo/client' {
  export namespace ApolloClient.DeclareDefaultOptions {
    interface WatchQuery {
      errorPolicy: 'all';
    }
    interface Query {
      errorPolicy: 'all';
    }
    interface Mutate {
      errorPolicy: 'all';
    }
  }
}

type Page = NonNullable<CardsPageQuery['cards']>;

/** A list that is read as `nodes`: each page is put below the ones before. `relayStylePagination` is for `edges`. */
const pages: FieldPolicy<Page> = {
  keyArgs: ['filter', 'orderBy'],
  merge: (kept, page, { args }) => (args?.after && kept ? { ...page, nodes: [...kept.nodes, ...page.nodes] } : page),
};

/** `token` is taken anew for each request. With errorPolicy `all` a field that failed does not throw the others away. */
export const createGatewayClient = (uri: string, token: () => string | null) =>
  new ApolloClient({
    link: new SetContextLink(({ headers }) => ({
      headers: { ...headers, ...(token() && { Authorization: `Bearer ${token()}` }) },
    })).concat(new HttpLink({ uri })),
    cache: new InMemoryCache({ possibleTypes, typePolicies: { Query: { fields: { cards: pages } } } }),
    defaultOptions: {
      watchQuery: { errorPolicy: 'all' },
      query: { errorPolicy: 'all' },
      mutate: { errorPolicy: 'all' },
    },
  });
