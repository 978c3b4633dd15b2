export const dynamic = 'force-dynamic';

export default function Page() {
  return <h1>{`Next.js greets ${process.env.AUDIENCE}`}</h1>;
}
