/** Why: each kind of notice is an icon and a word, the same in the list and where one chooses among them. */
import { t } from "@lingui/core/macro";
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
  returned: { text: t`Returned`, tone: "bad", icon: RotateCcw },
  approved: { text: t`Approved`, tone: "ok", icon: Check },
  corrected: { text: t`Corrected`, tone: "ok", icon: Brush },
  expired: { text: t`Given back`, tone: "warn", icon: Clock },
  reassigned: { text: t`Reassigned`, tone: "warn", icon: UserRoundX },
  question: { text: t`Question`, tone: "info", icon: CircleHelp },
  answered: { text: t`Answer`, tone: "info", icon: MessageCircle },
  comment: { text: t`Comment`, tone: "info", icon: MessageSquare },
  resolved: { text: t`Resolved`, tone: "ok", icon: CheckCheck },
  reopened: { text: t`Open again`, tone: "warn", icon: MessageSquareWarning },
  failed: { text: t`Failed`, tone: "bad", icon: CircleX },
};

export const kinds = Object.keys(looks) as readonly Notice["kind"][];
