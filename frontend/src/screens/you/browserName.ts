/** Why: people know their browsers by name and system, not by the line that browsers send. */

import { t } from "@lingui/core/macro";

// The first that is named wins: each browser also claims to be those below it.
const BROWSERS = [
  ["Edg/", "Edge"],
  ["OPR/", "Opera"],
  ["Firefox/", "Firefox"],
  ["Chrome/", "Chrome"],
  ["Safari/", "Safari"],
] as const;
const SYSTEMS = [
  ["Android", "Android"],
  ["iPhone", "iPhone"],
  ["iPad", "iPad"],
  ["Windows", "Windows"],
  ["Mac OS", "macOS"],
  ["Linux", "Linux"],
] as const;

/** "Firefox on Linux"; of what is no browser that we know, its own first word; "Not known" where there is none. */
export function browserName(agent: string): string {
  const named = (known: readonly (readonly [string, string])[]) => known.find(([sign]) => agent.includes(sign))?.[1];
  const browser = named(BROWSERS) ?? agent.split(/[/ ]/)[0];
  if (!browser) return t`Not known`;
  const system = named(SYSTEMS);
  return system ? t`${browser} on ${system}` : browser;
}
