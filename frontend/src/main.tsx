/** Why: the one entry of the application. It sets the theme before anything is drawn and hands over to the routes. */
import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/controls.css";
import "./styles/frame.css";
import "./styles/fields.css";
import "./styles/objects.css";
import "./styles/overlays.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { makeQueryClient } from "./api/queries";
import { makeRouter } from "./screens/routes";
import { applyTheme } from "./ui/theme";

applyTheme();

const root = document.getElementById("root");
if (!root) throw new Error("The page has no element with the id root.");

const client = makeQueryClient();
const router = makeRouter(client);

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
