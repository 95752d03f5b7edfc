/** Why: each kind of notice is an icon and a word, the same in the list and where one chooses among them. */
import { Check, CircleHelp, CircleX, Clock, type LucideIcon, MessageCircle, RotateCcw, UserRoundX } from "lucide-react";
import type { Notice } from "../../api/types";
import type { Tone } from "../../ui/Pill";

interface Look {
  readonly text: string;
  readonly tone: Tone;
  readonly icon: LucideIcon;
}

export const looks: Record<Notice["kind"], Look> = {
  returned: { text: "Returned", tone: "bad", icon: RotateCcw },
  approved: { text: "Approved", tone: "ok", icon: Check },
  expired: { text: "Given back", tone: "warn", icon: Clock },
  reassigned: { text: "Reassigned", tone: "warn", icon: UserRoundX },
  question: { text: "Question", tone: "info", icon: CircleHelp },
  answered: { text: "Answer", tone: "info", icon: MessageCircle },
  failed: { text: "Failed", tone: "bad", icon: CircleX },
};

export const kinds = Object.keys(looks) as readonly Notice["kind"][];
