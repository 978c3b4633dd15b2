// The official audit of GraphQL over HTTP against the endpoint in argv, with the key in GRAPHQL_API_KEY.
import { serverAudits } from 'graphql-http';

const fetchFn = (url, init = {}) => fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${process.env.GRAPHQL_API_KEY}` } });
const results = [];
for (const audit of serverAudits({ url: process.argv[2], fetchFn })) {
  const { id, name, status, reason } = await audit.fn();
  results.push({ id, name, status, reason: reason ?? null });
}
console.log(JSON.stringify(results));
