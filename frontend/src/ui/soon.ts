/**
 * Why: a dialog that is seldom opened need not hold up the page, but it must be there when it is asked for, also without a line. It
 * is fetched once the page stands and has nothing else to do.
 */
import { type ComponentType, type LazyExoticComponent, lazy } from "react";

/** A component of a module of its own. `load` is called when the page rests, or when the component is drawn before. */
export function soon<P>(load: () => Promise<ComponentType<P>>): LazyExoticComponent<ComponentType<P>> {
  // A line that is down is no loss here: drawing the component asks again. Safari has no idle callback; tests have neither.
  const later = globalThis.requestIdleCallback ?? globalThis.window?.setTimeout;
  later?.(() => void load().catch(() => undefined));
  return lazy(async () => ({ default: await load() }));
}
