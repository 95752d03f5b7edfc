/**
 * Why: drafts survive a closed tab and a crashed browser in IndexedDB, one database a person, so that nobody's words are
 * ever sent under another name. Where IndexedDB is missing or full, drafts live in memory and `durable` says so.
 *
 * A record is a draft, not a document: two tabs with the same keyframe open keep two records, and neither can wipe out what
 * the other has not sent. Transactions on one store run in the order in which they were made, so nothing here waits for
 * anything: a change is on its way to the disk before the event that made it has ended.
 */
import { type DBSchema, type IDBPDatabase, openDB, unwrap } from "idb";
import { type Draft, type DraftStorage, newId } from "./draft";

interface Row {
  readonly order: number;
  readonly draft: Draft;
}

interface Schema extends DBSchema {
  journal: { key: string; value: Row };
}

interface DurableStorage extends DraftStorage {
  /** False once a write failed: then closing the tab would lose what is unsent, and the page must ask. */
  readonly durable: () => boolean;
}

const VERSION = 2;
/** The first version's only store, a draft for each document. */
const OLD_STORE = "drafts";

async function openJournal(person: number): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(`tether-drafts-${person}`, VERSION, {
    async upgrade(db, from, _to, transaction) {
      const journal = db.createObjectStore("journal");
      if (from === 0) return;
      const drafts: readonly Omit<Draft, "id">[] = (await transaction
        .objectStore(OLD_STORE as "journal")
        .getAll()) as never;
      for (const draft of drafts) {
        const id = newId();
        await journal.put({ order: 0, draft: { ...draft, id } }, id);
      }
      db.deleteObjectStore(OLD_STORE as "journal");
    },
    blocking: (_from, _to, event) => (event.target as IDBDatabase).close(),
  });
}

/**
 * Open the drafts of one person.
 *
 * @param person The person's id, part of the database's name.
 */
export function openDrafts(person: number): DurableStorage {
  const memory = new Map<string, Row>();
  let works = true;
  let last = 0;
  let open: IDBPDatabase<Schema> | null = null;
  const opening = openJournal(person).then(
    (db) => {
      open = db;
      return db;
    },
    () => null,
  );

  async function attempt<T>(act: (db: IDBPDatabase<Schema>) => Promise<T>, instead: () => T): Promise<T> {
    const db = open ?? (await opening);
    try {
      if (db) return await act(db);
    } catch {
      // Full or broken: memory takes over below, and `durable` tells.
    }
    works = false;
    return instead();
  }

  /**
   * One transaction, committed without waiting for its answers: a tab that dies in the next moment has done its part. Every letter
   * makes one, so it is the browser's own: promises for each request would cost as much again.
   */
  function write(db: IDBPDatabase<Schema>, gone: string | undefined, row: Row | null): Promise<void> {
    const transaction = unwrap(db).transaction("journal", "readwrite");
    const journal = transaction.objectStore("journal");
    if (gone !== undefined) journal.delete(gone);
    if (row) journal.put(row, row.draft.id);
    transaction.commit();
    return new Promise((done, failed) => {
      transaction.oncomplete = () => done();
      transaction.onabort = () => failed(transaction.error);
    });
  }

  return {
    durable: () => works,
    all: async () => {
      const rows = await attempt<readonly Row[]>(
        (db) => db.getAll("journal"),
        () => [],
      );
      return [...rows, ...memory.values()].sort((a, b) => a.order - b.order).map(({ draft }) => draft);
    },
    has: async (id) =>
      memory.has(id) ||
      (await attempt(
        async (db) => (await db.getKey("journal", id)) !== undefined,
        () => false,
      )),
    put: (draft, instead) => {
      last = Math.max(Date.now(), last + 1);
      const row = { order: last, draft };
      if (instead !== undefined) memory.delete(instead);
      return attempt(
        async (db) => {
          await write(db, instead, row);
          memory.delete(draft.id);
        },
        () => void memory.set(draft.id, row),
      );
    },
    delete: (id) => {
      memory.delete(id);
      return attempt(
        (db) => write(db, id, null),
        () => undefined,
      );
    },
  };
}
