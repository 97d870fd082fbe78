// Sign in, or, in a new house, make the first administrator.
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState, type ReactNode, type SyntheticEvent } from "react";
import { api, got, Problem } from "@/shared/api/client";
import { heard, meQuery, signInQuery } from "@/shared/api/queries";
import type { Me } from "@/shared/api/types";
import { placeOf, useFilter } from "@/shared/filter";
import { Bone, Failure, useTitle } from "@/shared/ui/bits";
import css from "./sign-in.module.css";

export function SignInScreen() {
  useTitle("Sign in");
  const { data, error, refetch } = useQuery(signInQuery);
  const enter = useEnter();
  return (
    <main className={css.page}>
      <div className={css.card}>
        <svg viewBox="0 0 32 32" width="36" height="36" aria-hidden="true" className={css.sign}>
          <path d="M4 11h8c6 0 3 10 9 10h7" fill="none" stroke="currentColor" strokeWidth="3" strokeLinecap="round" />
          <circle cx="5" cy="11" r="3" fill="currentColor" />
          <circle cx="27" cy="21" r="3" fill="currentColor" />
        </svg>
        {error !== null && <Failure problem={error} retry={() => void refetch()} />}
        {data === undefined && error === null && (
          <>
            <h1>Sign in</h1>
            <Bone height="11rem" />
          </>
        )}
        {data?.first_administrator === true && <FirstAdministrator enter={enter} />}
        {data?.first_administrator === false && (
          <>
            {data.demo != null && <Demo {...data.demo} enter={enter} />}
            <WithPassword enter={enter} title={data.demo == null ? "Sign in" : "Or sign in as somebody else"} first={data.demo == null} />
          </>
        )}
      </div>
    </main>
  );
}

type Enter = (me: Me) => void;

/** Goes on to where one wanted to be; never out of this house. */
function useEnter(): Enter {
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [{ to }] = useFilter();
  return (me) => {
    queries.clear();
    queries.setQueryData(meQuery.queryKey, heard(me));
    const wanted = to !== undefined && /^\/(?![/\\])/.test(to) ? to : "/";
    void navigate(placeOf(wanted) as never);
  };
}

function useSignIn(enter: Enter) {
  return useMutation({
    mutationFn: (body: { email: string; password: string }) => got(api.POST("/api/v1/session", { body })),
    onSuccess: enter,
  });
}

function Demo({ email, password, enter }: { email: string; password: string; enter: Enter }) {
  const signIn = useSignIn(enter);
  return (
    <div className={css.form}>
      <h1>A company to look around in</h1>
      <p className="soft">Six months of leads, made up, and the process that ran them. What you change is thrown away at the end.</p>
      <Button size="md" onClick={() => signIn.mutate({ email, password })} loading={signIn.isPending} data-testid="demo">
        Look around
      </Button>
      <small className="soft">
        as {email}, password <code>{password}</code>
      </small>
      {signIn.error !== null && <Failure problem={signIn.error} />}
    </div>
  );
}

function WithPassword({ enter, title, first }: { enter: Enter; title: string; first: boolean }) {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useSignIn(enter);
  return (
    <Form onSubmit={() => signIn.mutate({ email, password })}>
      {first ? <h1>{title}</h1> : <h2>{title}</h2>}
      <TextInput label="Mail" type="email" autoComplete="username" required withAsterisk={false} value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
      <Secret label="Password" autoComplete="current-password" value={password} onChange={setPassword} />
      <Button type="submit" variant={first ? "filled" : "default"} loading={signIn.isPending}>
        Sign in
      </Button>
      {signIn.error !== null && <Failure problem={inWords(signIn.error)} />}
    </Form>
  );
}

function inWords(error: Error): Error {
  if (error instanceof Problem && error.code === "sign_in.wrong") return new Error("Mail and password don't belong together.");
  if (error instanceof Problem && error.status === 429) return new Error("Too many tries. Wait a minute, then try again.");
  return error;
}

function FirstAdministrator({ enter }: { enter: Enter }) {
  const [{ token = "" }] = useFilter();
  const [body, setBody] = useState({ token, name: "", email: "", password: "" });
  const make = useMutation({
    mutationFn: () => got(api.POST("/api/v1/first-administrator", { body: { ...body, token: body.token.trim() } })),
    onSuccess: (me) => enter(me),
  });
  const set = (part: Partial<typeof body>) => setBody((before) => ({ ...before, ...part }));
  const problem = make.error instanceof Problem ? make.error : null;
  const at = (field: string) => (problem?.isAbout(field) === true ? problem.message : undefined);
  const placed = ["token", "name", "email", "password"].some((field) => at(field) !== undefined);
  return (
    <Form onSubmit={() => make.mutate()}>
      <h1>The first administrator</h1>
      <p className="soft">
        Nobody works here yet. <code>throughline serve</code> printed an address with a one-time token on the console; whoever has it sets up the house.
      </p>
      <TextInput label="Token" autoComplete="off" required withAsterisk={false} value={body.token} onChange={(event) => set({ token: event.currentTarget.value })} error={at("token")} />
      <TextInput label="Your name" autoComplete="name" required withAsterisk={false} value={body.name} onChange={(event) => set({ name: event.currentTarget.value })} error={at("name")} />
      <TextInput label="Mail" type="email" autoComplete="username" required withAsterisk={false} value={body.email} onChange={(event) => set({ email: event.currentTarget.value })} error={at("email")} />
      <Secret label="Password" autoComplete="new-password" value={body.password} onChange={(password) => set({ password })} error={at("password")} />
      <Button type="submit" loading={make.isPending}>
        Set up
      </Button>
      {make.error !== null && !placed && <Failure problem={make.error} />}
    </Form>
  );
}

function Secret({ label, autoComplete, value, onChange, error }: { label: string; autoComplete: string; value: string; onChange: (value: string) => void; error?: string | undefined }) {
  return <PasswordInput label={label} autoComplete={autoComplete} required withAsterisk={false} value={value} onChange={(event) => onChange(event.currentTarget.value)} error={error} visibilityToggleButtonProps={{ "aria-label": "Show the password", tabIndex: 0 }} />;
}

function Form({ onSubmit, children }: { onSubmit: () => void; children: ReactNode }) {
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    onSubmit();
  };
  return (
    <form className={css.form} onSubmit={submit}>
      {children}
    </form>
  );
}
