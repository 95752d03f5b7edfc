/** Why: what a role or a scope means is said alike wherever one is chosen. */
import { t } from "@lingui/core/macro";
import type { Role, Scope, Skill } from "../api/types";

export const roles: Record<Role, { readonly text: string; readonly does: string }> = {
  annotator: { text: t`Annotator`, does: t`writes captions and draws masks` },
  inspector: { text: t`Inspector`, does: t`judges what others handed in` },
  researcher: { text: t`Researcher`, does: t`reads the project and its releases` },
  lead: { text: t`Lead`, does: t`runs the line and may do all work in it` },
  admin: { text: t`Admin`, does: t`looks after people and reads everything; does no work` },
  viewer: { text: t`Viewer`, does: t`reads clips, captions and masks` },
};

export const roleOrder = Object.keys(roles) as readonly Role[];

export const skills: Record<Skill, string> = { captions: t`Captions`, masks: t`Masks` };

export const skillOrder = Object.keys(skills) as readonly Skill[];

export const scopes: Record<Scope, string> = {
  read: t`Read everything that you may see`,
  work: t`Take work, annotate, hand in`,
  review: t`Judge work, steer computations`,
  upload: t`Upload clips`,
  manage: t`Guideline, releases, people`,
};

export const scopeOrder = Object.keys(scopes) as readonly Scope[];
