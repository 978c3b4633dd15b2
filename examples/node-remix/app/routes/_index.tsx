import { useLoaderData } from '@remix-run/react';

export function loader() {
  return { from: 'a loader on the server' };
}

export default function Home() {
  const { from } = useLoaderData<typeof loader>();
  return <h1>{`Remix, with data from ${from}`}</h1>;
}
