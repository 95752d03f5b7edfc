/**
 * Why: every address in one list. Each screen is fetched when it is first opened; the session is known before anything behind
 * the sign-in is drawn.
 */
import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  type ErrorComponentProps,
  Link,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import type { Period } from "../api/dashboard";
import { describe } from "../api/error";
import { readFilter } from "../api/library";
import { sessionOptions, storeSaved, videoOptions, workOptions } from "../api/queries";
import { openOutbox } from "../api/saving";
import { withTexts } from "../language/language";
import { EmptyState, LoadError } from "../ui/EmptyState";
import { homeOf } from "./labels";
import { Shell } from "./Shell";
import { SignedIn } from "./SignedIn";

/** A page of a project. */
const page = <T extends Record<string, unknown>, K extends keyof T & string>(load: () => Promise<T>, name: K) =>
  lazyRouteComponent(withTexts(["pages", "caption"], load), name);

const root = createRootRouteWithContext<{ client: QueryClient }>()({
  component: Outlet,
  errorComponent: Broken,
  notFoundComponent: NotFound,
});

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: (search: Record<string, unknown>): { next?: string; refused?: string; ask?: "code" } => ({
    ...(typeof search.next === "string" ? { next: search.next } : {}),
    ...(typeof search.refused === "string" ? { refused: search.refused } : {}),
    ...(search.ask === "code" ? { ask: "code" } : {}),
  }),
  beforeLoad: async ({ context }) => {
    const session = await context.client.ensureQueryData(sessionOptions);
    if (session.person) throw redirect({ to: "/" });
  },
  component: lazyRouteComponent(() => import("./login/LoginScreen"), "LoginScreen"),
});

const heard = new WeakSet<object>();

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ context, location, cause }) => {
    const session = await context.client.ensureQueryData(sessionOptions);
    // A session that ran out over open work is asked for in place: the page with the work must not be left.
    if (!session.person && cause === "stay") return;
    if (!session.person) throw redirect({ to: "/login", search: { next: location.href } });
    const outbox = openOutbox(session.person.id);
    if (!heard.has(outbox)) outbox.onSaved((key, answer) => storeSaved(context.client, key, answer));
    heard.add(outbox);
  },
  component: SignedIn,
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  beforeLoad: async ({ context }) => {
    const { projects } = await context.client.ensureQueryData(sessionOptions);
    const first = projects[0];
    if (first) throw redirect({ to: `/p/$project/${homeOf[first.role]}`, params: { project: first.slug } });
  },
  component: NoProject,
});

const shell = createRoute({ getParentRoute: () => signedIn, id: "shell", component: Outlet });
const project = createRoute({ getParentRoute: () => shell, path: "/p/$project", component: Shell });

const queue = createRoute({
  getParentRoute: () => project,
  path: "/queue",
  component: page(() => import("./queue/QueueScreen"), "QueueScreen"),
});
const videos = createRoute({
  getParentRoute: () => project,
  path: "/videos",
  validateSearch: readFilter,
  component: page(() => import("./videos/VideosScreen"), "VideosScreen"),
});
const batches = createRoute({
  getParentRoute: () => project,
  path: "/batches",
  component: page(() => import("./batches/BatchesScreen"), "BatchesScreen"),
});
const overview = createRoute({
  getParentRoute: () => project,
  path: "/overview",
  validateSearch: readPeriod,
  component: page(() => import("./overview/OverviewScreen"), "OverviewScreen"),
});
const review = createRoute({
  getParentRoute: () => project,
  path: "/review",
  component: page(() => import("./review/ReviewScreen"), "ReviewScreen"),
});
const reasons = createRoute({
  getParentRoute: () => project,
  path: "/reasons",
  component: page(() => import("./reasons/ReasonsScreen"), "ReasonsScreen"),
});
const guideline = createRoute({
  getParentRoute: () => project,
  path: "/guideline",
  component: page(() => import("./guideline/GuidelineScreen"), "GuidelineScreen"),
});
const quality = createRoute({
  getParentRoute: () => project,
  path: "/quality",
  component: page(() => import("./quality/QualityScreen"), "QualityScreen"),
});
const wordings = createRoute({
  getParentRoute: () => project,
  path: "/wordings",
  component: page(() => import("./wordings/WordingsScreen"), "WordingsScreen"),
});
const models = createRoute({
  getParentRoute: () => project,
  path: "/models",
  component: page(() => import("./models/ModelsScreen"), "ModelsScreen"),
});
const releases = createRoute({
  getParentRoute: () => project,
  path: "/releases",
  component: page(() => import("./releases/ReleasesScreen"), "ReleasesScreen"),
});

const releaseChanges = createRoute({
  getParentRoute: () => project,
  path: "/releases/changes",
  validateSearch: ({ release, since }: Record<string, unknown>): { release?: number; since?: number } => ({
    ...(Number.isInteger(release) && { release: Number(release) }),
    ...(Number.isInteger(since) && { since: Number(since) }),
  }),
  component: page(() => import("./releases/ChangesScreen"), "ChangesScreen"),
});

/** The days that the overview is about; the last fortnight where none are named. */
function readPeriod({ since, until }: Record<string, unknown>): Period {
  return {
    ...(typeof since === "string" && { since }),
    ...(typeof until === "string" && { until }),
  };
}

const numbered = (search: Record<string, unknown>, ...names: readonly string[]): Record<string, number> =>
  Object.fromEntries(names.flatMap((name) => (Number.isInteger(search[name]) ? [[name, Number(search[name])]] : [])));

const board = createRoute({
  getParentRoute: () => project,
  path: "/board",
  component: page(() => import("./board/BoardScreen"), "BoardScreen"),
});
const predictions = createRoute({
  getParentRoute: () => project,
  path: "/board/$set",
  validateSearch: (search: Record<string, unknown>): { clip?: number; prompt?: number } =>
    numbered(search, "clip", "prompt"),
  component: page(() => import("./board/SetScreen"), "SetScreen"),
});
const studies = createRoute({
  getParentRoute: () => project,
  path: "/studies",
  component: page(() => import("./studies/StudiesScreen"), "StudiesScreen"),
});
const study = createRoute({
  getParentRoute: () => project,
  path: "/studies/$study",
  component: page(() => import("./studies/StudyScreen"), "StudyScreen"),
});
const boardCompare = createRoute({
  getParentRoute: () => project,
  path: "/board/compare",
  validateSearch: (search: Record<string, unknown>): { one?: number; two?: number; clip?: number; prompt?: number } =>
    numbered(search, "one", "two", "clip", "prompt"),
  component: page(() => import("./board/CompareScreen"), "CompareScreen"),
});

const machines = createRoute({
  getParentRoute: () => project,
  path: "/machines",
  component: page(() => import("./machines/MachinesScreen"), "MachinesScreen"),
});

const people = createRoute({
  getParentRoute: () => project,
  path: "/people",
  component: page(() => import("./people/PeopleScreen"), "PeopleScreen"),
});
const you = createRoute({
  getParentRoute: () => project,
  path: "/you",
  validateSearch: (search: Record<string, unknown>): { refused?: string } =>
    typeof search.refused === "string" ? { refused: search.refused } : {},
  component: page(() => import("./you/YouScreen"), "YouScreen"),
});

/** The address in an invitation: for people with and without an account. */
const join = createRoute({
  getParentRoute: () => root,
  path: "/join/$secret",
  beforeLoad: ({ context }) => context.client.ensureQueryData(sessionOptions),
  component: lazyRouteComponent(() => import("./join/JoinScreen"), "JoinScreen"),
});

const notices = createRoute({
  getParentRoute: () => project,
  path: "/notices",
  component: page(() => import("./notices/NoticesScreen"), "NoticesScreen"),
});
const log = createRoute({
  getParentRoute: () => project,
  path: "/log",
  component: page(() => import("./log/LogScreen"), "LogScreen"),
});

const webhooks = createRoute({
  getParentRoute: () => project,
  path: "/webhooks",
  component: page(() => import("./webhooks/WebhooksScreen"), "WebhooksScreen"),
});

interface TaskPlace {
  readonly frame?: number;
  /** The object's digit. */
  readonly object?: number;
  /** A thread to be shown. */
  readonly thread?: number;
  /** A reviewer draws on what they review. */
  readonly correct?: true;
}

/** Where in a task somebody is. */
function validatePlace({ frame, object, thread, correct }: Record<string, unknown>): TaskPlace {
  return {
    ...(Number.isInteger(frame) && { frame: Number(frame) }),
    ...(Number.isInteger(object) && { object: Number(object) }),
    ...(Number.isInteger(thread) && { thread: Number(thread) }),
    ...(correct === true && { correct: true as const }),
  };
}

const task = createRoute({
  getParentRoute: () => signedIn,
  path: "/p/$project/clips/$clip/$step",
  validateSearch: validatePlace,
  component: lazyRouteComponent(() => import("./WorkScreen"), "WorkScreen"),
});

/** The short address of a task: it leads to the one that a person can read. */
const work = createRoute({
  getParentRoute: () => signedIn,
  path: "/work/$work",
  validateSearch: validatePlace,
  beforeLoad: async ({ context: { client }, params, search }) => {
    const card = await client.ensureQueryData(workOptions(Number(params.work)));
    const { project, number } = await client.ensureQueryData(videoOptions(card.video));
    const names = { project, clip: `${number}`.padStart(6, "0"), step: card.step };
    throw redirect({ to: "/p/$project/clips/$clip/$step", params: names, search, replace: true });
  },
});

const routeTree = root.addChildren([
  login,
  join,
  signedIn.addChildren([
    home,
    shell.addChildren([
      project.addChildren([
        overview,
        queue,
        videos,
        batches,
        review,
        reasons,
        guideline,
        quality,
        wordings,
        releases,
        releaseChanges,
        models,
        board,
        predictions,
        boardCompare,
        studies,
        study,
        machines,
        people,
        you,
        notices,
        log,
        webhooks,
      ]),
    ]),
    task,
    work,
  ]),
]);

/** The router over one cache. */
export function makeRouter(client: QueryClient) {
  return createRouter({ routeTree, context: { client }, defaultErrorComponent: Broken, defaultPreload: "intent" });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}

function Broken({ error, reset }: ErrorComponentProps) {
  return (
    <main className="alone">
      <LoadError title={t`This page could not be shown`} text={describe(error)} onRetry={reset} />
    </main>
  );
}

function NotFound() {
  return (
    <main className="alone">
      <EmptyState
        title={t`There is no such page`}
        action={
          <Link to="/" className="btn sm">
            <Trans>To the start</Trans>
          </Link>
        }
      />
    </main>
  );
}

function NoProject() {
  return (
    <main className="alone">
      <EmptyState title={t`You are in no project yet`}>
        <Trans>Ask the lead of a project to add you, then load this page again.</Trans>
      </EmptyState>
    </main>
  );
}
