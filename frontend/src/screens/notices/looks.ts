/** Why: each kind of notice is an icon and a word, the same in the list and where one chooses among them. */
import {
  Brush,
  Check,
  CheckCheck,
  CircleHelp,
  CircleX,
  Clock,
  type LucideIcon,
  MessageCircle,
  MessageSquare,
  MessageSquareWarning,
  RotateCcw,
  UserRoundX,
} from "lucide-react";
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
  corrected: { text: "Corrected", tone: "ok", icon: Brush },
  expired: { text: "Given back", tone: "warn", icon: Clock },
  reassigned: { text: "Reassigned", tone: "warn", icon: UserRoundX },
  question: { text: "Question", tone: "info", icon: CircleHelp },
  answered: { text: "Answer", tone: "info", icon: MessageCircle },
  comment: { text: "Comment", tone: "info", icon: MessageSquare },
  resolved: { text: "Resolved", tone: "ok", icon: CheckCheck },
  reopened: { text: "Open again", tone: "warn", icon: MessageSquareWarning },
  failed: { text: "Failed", tone: "bad", icon: CircleX },
};

export const kinds = Object.keys(looks) as readonly Notice["kind"][];
