/** Why: what a role or a scope means is said alike wherever one is chosen. */
import type { Role, Scope, Skill } from "../api/types";

export const roles: Record<Role, { readonly text: string; readonly does: string }> = {
  annotator: { text: "Annotator", does: "writes captions and draws masks" },
  inspector: { text: "Inspector", does: "judges what others handed in" },
  researcher: { text: "Researcher", does: "reads the project and its releases" },
  lead: { text: "Lead", does: "runs the line and may do all work in it" },
  admin: { text: "Admin", does: "looks after people and reads everything; does no work" },
  viewer: { text: "Viewer", does: "reads clips, captions and masks" },
};

export const roleOrder = Object.keys(roles) as readonly Role[];

export const skills: Record<Skill, string> = { captions: "Captions", masks: "Masks" };

export const skillOrder = Object.keys(skills) as readonly Skill[];

export const scopes: Record<Scope, string> = {
  read: "Read everything that you may see",
  work: "Take work, annotate, hand in",
  review: "Judge work, steer computations",
  upload: "Upload clips",
  manage: "Guideline, releases, people",
};

export const scopeOrder = Object.keys(scopes) as readonly Scope[];
