/** Why: `Trans` of the macros, without a provider: one page speaks one language from its start. */
import { i18n } from "@lingui/core";
import type { TransRenderProps } from "@lingui/react";
import { TransNoContext } from "@lingui/react/server";
import type { ComponentType, ReactNode } from "react";

interface TransProps {
  readonly id: string;
  readonly message?: string;
  readonly values?: Record<string, unknown>;
  readonly components?: Record<string, ReactNode>;
  readonly component?: ComponentType<TransRenderProps>;
}

export function Trans(props: TransProps) {
  return <TransNoContext {...props} lingui={{ i18n }} />;
}
