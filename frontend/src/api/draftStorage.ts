/**
 * Why: drafts survive a closed tab and a crashed browser in IndexedDB, one database a person, so that nobody's words are
 * ever sent under another name. Where IndexedDB is missing or full, drafts live in memory and `durable` says so.
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Draft, DraftStorage } from "./draft";

interface Schema extends DBSchema {
  drafts: { key: string; value: Draft };
}

export interface DurableStorage extends DraftStorage {
  /** False once a write failed: then closing the tab would lose what is unsent, and the page must ask. */
  readonly durable: () => boolean;
}

/**
 * Open the drafts of one person.
 *
 * @param person The person's id, part of the database's name.
 */
export function openDrafts(person: number): DurableStorage {
  const memory = new Map<string, Draft>();
  let works = true;
  const database: Promise<IDBPDatabase<Schema> | null> = openDB<Schema>(`tether-drafts-${person}`, 1, {
    upgrade: (db) => void db.createObjectStore("drafts", { keyPath: "key" }),
  }).catch(() => null);

  async function attempt<T>(act: (db: IDBPDatabase<Schema>) => Promise<T>, instead: () => T): Promise<T> {
    const db = await database;
    try {
      if (db) return await act(db);
    } catch {
      // Full or broken: memory takes over below, and `durable` tells.
    }
    works = false;
    return instead();
  }

  return {
    durable: () => works,
    all: () =>
      attempt(
        (db) => db.getAll("drafts"),
        () => [...memory.values()],
      ),
    get: async (key) =>
      memory.get(key) ??
      (await attempt(
        (db) => db.get("drafts", key),
        () => undefined,
      )),
    put: (draft) =>
      attempt(
        async (db) => {
          await db.put("drafts", draft);
          memory.delete(draft.key);
        },
        () => void memory.set(draft.key, draft),
      ),
    delete: async (key) => {
      memory.delete(key);
      await attempt(
        (db) => db.delete("drafts", key),
        () => undefined,
      );
    },
  };
}
