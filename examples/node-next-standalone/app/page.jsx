export default function Page() {
  return <h1>Next.js, standalone</h1>;
}
