import { useLoaderData } from 'react-router';

export function loader() {
  return { from: 'a loader on the server' };
}

export default function Home() {
  const { from } = useLoaderData<typeof loader>();
  return <h1>{`React Router, with data from ${from}`}</h1>;
}
