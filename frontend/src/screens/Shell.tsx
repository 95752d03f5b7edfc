/** Why: the frame of the pages about a project: where one is, what waits there, who one is. */

import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Link, Outlet, useNavigate, useParams } from "@tanstack/react-router";
import {
  Bell,
  BookOpen,
  BrainCircuit,
  ChevronsUpDown,
  Cpu,
  Film,
  FlaskConical,
  Gauge,
  Inbox,
  Layers,
  ListChecks,
  type LucideIcon,
  MessageCircleQuestion,
  Moon,
  Package,
  Scale,
  ScrollText,
  Sun,
  Tags,
  Trophy,
  Users,
  Webhook,
} from "lucide-react";
import { useSignOut } from "../api/mutations";
import { useNotices } from "../api/notices";
import { useProject, useQueue, useSession } from "../api/queries";
import { useProjectSocket } from "../api/socket";
import type { Membership } from "../api/types";
import { chooseLanguage, LANGUAGES } from "../language/language";
import { served } from "../language/served";
import { Avatar } from "../ui/Avatar";
import { IconButton } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";
import { Icon } from "../ui/Icon";
import { Logo } from "../ui/Logo";
import { Menu } from "../ui/Menu";
import { chooseTheme, useTheme } from "../ui/theme";
import { count, homeOf, type Page, pagesOf } from "./labels";
import { otherLanguages } from "./OtherLanguages";
import { useNoticeToasts } from "./useNoticeToasts";
import "./shell.css";

const PAGES: Record<Page, { readonly text: string; readonly icon: LucideIcon }> = {
  overview: { text: t`Overview`, icon: Gauge },
  queue: { text: t`My queue`, icon: Inbox },
  videos: { text: t`Videos`, icon: Film },
  batches: { text: t`Batches`, icon: Layers },
  review: { text: t`Review`, icon: ListChecks },
  reasons: { text: t`Reasons`, icon: Tags },
  guideline: { text: t`Guideline`, icon: BookOpen },
  quality: { text: t`Quality`, icon: Scale },
  wordings: { text: t`Wordings`, icon: MessageCircleQuestion },
  releases: { text: t`Releases`, icon: Package },
  models: { text: t`Models`, icon: BrainCircuit },
  board: { text: t`Board`, icon: Trophy },
  studies: { text: t`Studies`, icon: FlaskConical },
  machines: { text: t`Machines`, icon: Cpu },
  people: { text: t`People`, icon: Users },
  log: { text: t`Log`, icon: ScrollText },
  webhooks: { text: t`Webhooks`, icon: Webhook },
};

export function Shell() {
  const { project } = useParams({ from: "/signed-in/shell/p/$project" });
  const { data: session } = useSession();
  const place = session?.projects.find(({ slug }) => slug === project);
  useProjectSocket(place?.slug);
  if (!session) return null;
  if (!place) return <NoSuchProject slug={project} others={session.projects} />;
  return (
    <div className="shell">
      <nav className="nav" aria-label={t`Project`}>
        <div className="brand">
          <Logo />
          <span>
            <Trans>Tether</Trans>
          </span>
        </div>
        <ProjectSwitch place={place} all={session.projects} />
        <Pages place={place} />
        <span className="sp" />
        <NoticesLink slug={place.slug} />
        <PersonMenu name={session.person?.name ?? ""} place={place} />
      </nav>
      <main className="main">
        <Outlet />
      </main>
    </div>
  );
}

function ProjectSwitch({ place, all }: { place: Membership; all: readonly Membership[] }) {
  const navigate = useNavigate();
  const items = all.map(({ slug, name, role, role_name }) => ({
    key: slug,
    text: (
      <>
        <span className="ell">{name}</span>
        <span className="f3 t11">{served(role_name)}</span>
      </>
    ),
    chosen: slug === place.slug,
    act: () => void navigate({ to: `/p/$project/${homeOf[role]}`, params: { project: slug } }),
  }));
  return (
    <Menu label={t`Projects`} items={items} className="proj" place="proj-place">
      <span className="mark" aria-hidden="true">
        {place.name.slice(0, 2).toUpperCase()}
      </span>
      <span className="sr">
        <Trans>Project</Trans>
      </span>
      <span className="med ell">{place.name}</span>
      <span className="sp" />
      <Icon of={ChevronsUpDown} size="s14" />
    </Menu>
  );
}

function useCounts(slug: string): Partial<Record<Page, number>> {
  const project = useProject(slug).data;
  const queue = useQueue(slug).data;
  return {
    queue: queue && queue.returned.length + queue.in_progress.length,
    videos: project?.counts.videos,
    review: queue?.to_review.length,
  };
}

function Pages({ place }: { place: Membership }) {
  const counts = useCounts(place.slug);
  return pagesOf[place.role].map((page) => (
    <Link
      key={page}
      to={`/p/$project/${page}`}
      params={{ project: place.slug }}
      activeProps={{ className: "on", "aria-current": "page" }}
      title={PAGES[page].text}
    >
      <Icon of={PAGES[page].icon} />
      {PAGES[page].text}
      {Boolean(counts[page]) && <span className="ct">{count(counts[page] ?? 0)}</span>}
    </Link>
  ));
}

function NoticesLink({ slug }: { slug: string }) {
  const unread = useNotices(slug).data?.unread ?? 0;
  useNoticeToasts(slug);
  return (
    <Link
      to="/p/$project/notices"
      params={{ project: slug }}
      activeProps={{ className: "on", "aria-current": "page" }}
      title={t`Notices`}
    >
      <Icon of={Bell} />
      <Trans>Notices</Trans>
      {unread > 0 && (
        <span className="ct">
          {count(unread)}
          <span className="sr">
            {" "}
            <Trans>unread</Trans>
          </span>
        </span>
      )}
    </Link>
  );
}

function PersonMenu({ name, place }: { name: string; place: Membership }) {
  const navigate = useNavigate();
  const theme = useTheme();
  const signOut = useSignOut();
  const other = theme === "dark" ? "light" : "dark";
  return (
    <div className="row person">
      <Menu
        label={t`You`}
        side="above"
        className="row g12 who"
        items={[
          {
            key: "you",
            text: t`You, password, tokens`,
            act: () => void navigate({ to: "/p/$project/you", params: { project: place.slug } }),
          },
          ...otherLanguages().map((language) => ({
            key: language,
            text: <span lang={LANGUAGES[language].tag}>{LANGUAGES[language].name}</span>,
            act: () => chooseLanguage(language),
          })),
          { key: "out", text: signOut.isPending ? t`Signing out` : t`Sign out`, act: () => signOut.mutate() },
        ]}
      >
        <Avatar name={name} />
        <span className="col who-words">
          <span className="ell">{name}</span>
          <span className="f3 t11">{served(place.role_name)}</span>
        </span>
      </Menu>
      <IconButton
        label={other === "light" ? t`Light theme` : t`Dark theme`}
        icon={theme === "dark" ? Moon : Sun}
        size="sm"
        onClick={() => chooseTheme(other)}
      />
    </div>
  );
}

function NoSuchProject({ slug, others }: { slug: string; others: readonly Membership[] }) {
  return (
    <main className="alone">
      <EmptyState
        title={t`There is no project “${slug}” that you are a member of`}
        action={
          others[0] && (
            <Link className="btn sm" to={`/p/$project/${homeOf[others[0].role]}`} params={{ project: others[0].slug }}>
              <Trans>Open {others[0].name}</Trans>
            </Link>
          )
        }
      >
        {others.length ? t`Perhaps its address changed.` : t`You are in no project yet. A lead can add you.`}
      </EmptyState>
    </main>
  );
}
