/** Why: everything that needs the language to be settled: the routes, and what they ask the server. */
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { makeQueryClient } from "./api/queries";
import { makeRouter } from "./screens/routes";

/** Draw the application into an element. */
export function start(root: HTMLElement): void {
  const client = makeQueryClient();
  const router = makeRouter(client);
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );
}
