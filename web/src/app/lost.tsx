import { Link, useRouter } from "@tanstack/react-router";
import { Empty, Failure } from "@/shared/ui/bits";

export function Lost() {
  return (
    <main>
      <Empty title="There is no such page">
        <p>
          The address may be old, or mistyped. <Link to="/overview" search={{}}>Go to the overview</Link>
        </p>
      </Empty>
    </main>
  );
}

export function Broken({ error }: { error: unknown }) {
  const router = useRouter();
  return (
    <main style={{ padding: "2rem", maxWidth: "40rem" }}>
      <Failure problem={error instanceof Error ? error : new Error("Something went wrong on this page.")} retry={() => void router.invalidate()} />
    </main>
  );
}
