/** Why: a role and, for annotators, the steps that they are given: chosen alike for who is here and who is asked in. */
import type { Role, Skill } from "../api/types";
import { roleOrder, roles, skillOrder, skills } from "./roles";
import "./place-fields.css";

export function RoleSelect(props: {
  readonly label: string;
  readonly value: Role;
  readonly admin: boolean;
  readonly onChange: (role: Role) => void;
}) {
  const { label, value, admin, onChange } = props;
  return (
    <select className="sel" aria-label={label} value={value} onChange={(event) => onChange(event.target.value as Role)}>
      {roleOrder
        .filter((role) => admin || role !== "admin")
        .map((role) => (
          <option key={role} value={role}>
            {roles[role].text}
          </option>
        ))}
    </select>
  );
}

/** None ticked means both: nobody is left without work by an oversight. */
export function SkillBoxes(props: {
  readonly label: string;
  readonly value: readonly Skill[];
  readonly onChange: (skills: Skill[]) => void;
}) {
  const { label, value, onChange } = props;
  const all = value.length === 0;
  const toggle = (skill: Skill) => {
    const had = all ? skillOrder : value;
    const now = had.includes(skill) ? had.filter((one) => one !== skill) : [...had, skill];
    onChange(now.length === skillOrder.length ? [] : [...now]);
  };
  return (
    <fieldset className="skills">
      <legend className="sr">{label}</legend>
      {skillOrder.map((skill) => (
        <label key={skill} className="row g4">
          <input type="checkbox" checked={all || value.includes(skill)} onChange={() => toggle(skill)} />
          {skills[skill]}
        </label>
      ))}
    </fieldset>
  );
}
