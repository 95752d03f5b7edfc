/**
 * Carries what the editor asks of a model to the server, and the answer back. The editor holds each open question as
 * a value; the desk sends the newest one of a cell when the hand rests, watches it until it is answered, and tells the
 * server of what nobody wants any longer. A late answer to a withdrawn question reaches nobody.
 */

import { t } from "@lingui/core/macro";
import { describe } from "../../api/error";
import type { Suggestion as Answer } from "../../api/types";
import { cellKey } from "../../editor/document";
import type { EditorStore, SuggestionNews } from "../../editor/store";
import type { Suggestion, SuggestionRequest } from "../../editor/suggestion";
import { nextLook } from "./looks";
import { shapeOf } from "./opening";

/** The server, as far as suggestions need it. Each refusal is thrown as an `ApiError`. */
export interface SuggestionDoor {
  readonly ask: (id: string, request: Asked) => Promise<Answer>;
  readonly look: (id: string) => Promise<Answer>;
  readonly drop: (id: string) => Promise<unknown>;
  readonly list: () => Promise<readonly Answer[]>;
}

/** What only a model at the server can answer; the mask that is computed already is at hand here. */
export type Asked = SuggestionRequest & { readonly method: Exclude<SuggestionRequest["method"], "computed"> };

function isForServer(request: SuggestionRequest): request is Asked {
  return request.method !== "computed";
}

interface Clock {
  /** Call `act` after `milliseconds`; the answer cancels it. */
  readonly after: (milliseconds: number, act: () => void) => () => void;
}

/** A question on its way; `sent` once the server may know its id. */
interface Errand {
  readonly request: Asked;
  readonly id: string;
  readonly sent: boolean;
  readonly stop: () => void;
}

/** How long the hand must rest before a question is sent: clicks come in bursts, and only the last one counts. */
export const REST_MS = 50;

export class SuggestionDesk {
  private readonly errands = new Map<string, Errand>();
  private stopped = false;
  private readonly store: EditorStore;
  private readonly door: SuggestionDoor;
  private readonly clock: Clock;
  private readonly newId: () => string;

  constructor(parts: { store: EditorStore; door: SuggestionDoor; clock: Clock; newId: () => string }) {
    this.store = parts.store;
    this.door = parts.door;
    this.clock = parts.clock;
    this.newId = parts.newId;
  }

  /** Follow the editor from now on, and show what an earlier visit left undecided; the answer stops both. */
  start(): () => void {
    this.stopped = false;
    const stopHearing = this.store.onSuggestions((news) => this.follow(news));
    for (const request of this.store.state().requests.values()) this.plan(request);
    void this.takeUp();
    return () => {
      this.stopped = true;
      stopHearing();
      for (const errand of this.errands.values()) errand.stop();
      this.errands.clear();
    };
  }

  private follow(news: SuggestionNews): void {
    if (news.kind === "dismissed" && news.suggestion.method !== "computed") this.drop(news.suggestion.id);
    else if (news.kind === "dismissed") return;
    else if (news.kind === "asked") this.plan(news.request);
    else this.withdraw(news.request);
  }

  /** Send a question when the hand has rested; the one before it of the same cell is no longer of interest. */
  private plan(request: SuggestionRequest): void {
    if (!isForServer(request)) return;
    const key = cellKey(request);
    this.errands.get(key)?.stop();
    const stop = this.clock.after(REST_MS, () => void this.send(key, errand));
    const errand: Errand = { request, id: this.newId(), sent: false, stop };
    this.errands.set(key, errand);
  }

  /** A newer question ends an older one at the server; one that is taken back has to be told. */
  private withdraw(request: SuggestionRequest): void {
    const errand = this.errands.get(cellKey(request));
    if (errand?.request !== request) return;
    errand.stop();
    this.errands.delete(cellKey(request));
    if (errand.sent) this.drop(errand.id);
  }

  private async send(key: string, planned: Errand): Promise<void> {
    const errand: Errand = { ...planned, sent: true, stop: () => undefined };
    this.errands.set(key, errand);
    try {
      this.hear(key, errand, await this.door.ask(errand.id, errand.request), 0);
    } catch (error) {
      this.answer(key, errand, describe(error));
    }
  }

  private hear(key: string, errand: Errand, answer: Answer, waited: number): void {
    if (this.errands.get(key)?.id !== errand.id) return;
    if (answer.state === "waiting") {
      const wait = nextLook(waited);
      const stop = this.clock.after(wait, () => void this.look(key, errand, waited + wait));
      this.errands.set(key, { ...errand, stop });
    } else if (answer.state === "ready") {
      this.errands.delete(key);
      this.store.dispatch({ type: "suggest", suggestion: suggestionOf(answer), request: errand.request });
    } else {
      this.answer(key, errand, answer.error?.text ?? t`This question was asked anew elsewhere. Ask again here.`);
    }
  }

  private async look(key: string, errand: Errand, waited: number): Promise<void> {
    try {
      this.hear(key, errand, await this.door.look(errand.id), waited);
    } catch (error) {
      this.answer(key, errand, describe(error));
    }
  }

  /** Tell the editor, in one sentence, that nothing will come. */
  private answer(key: string, errand: Errand, text: string): void {
    if (this.errands.get(key)?.id !== errand.id) return;
    this.errands.delete(key);
    this.store.dispatch({ type: "unanswered", request: errand.request, text });
  }

  private drop(id: string): void {
    void this.door.drop(id).catch(() => undefined); // what is not dropped is superseded by the next question
  }

  /** Show what waits at the server for this person and is not shown yet. */
  async takeUp(): Promise<void> {
    for (const answer of await this.door.list().catch(() => [])) this.resume(answer, 0);
  }

  /** An answer to an earlier visit's question is shown, and waited for, unless this visit asked anew meanwhile. */
  private resume(answer: Answer, waited: number): void {
    const { suggestions, requests } = this.store.state();
    const suggestion = suggestionOf(answer);
    const key = cellKey(suggestion);
    if (this.stopped || suggestions.has(key) || requests.has(key)) return;
    if (answer.state === "ready") this.store.dispatch({ type: "suggest", suggestion });
    if (answer.state !== "waiting") return;
    const wait = nextLook(waited);
    const look = () => this.door.look(answer.id).then((next) => this.resume(next, waited + wait));
    this.clock.after(wait, () => void look().catch(() => undefined)); // it is asked for again on the next visit
  }
}

function suggestionOf(answer: Answer): Suggestion {
  const { id, method, frame, estimate, predictor } = answer;
  return {
    id,
    track: `${answer.track}`,
    frame,
    method,
    shape: shapeOf(answer.rings),
    estimate,
    predictor,
    from: answer.from_frame,
  };
}
