/** Why: TypeScript does not know by itself that a stylesheet may be imported for its effect. */
declare module "*.css";
declare module "*?worker&url" {
  const address: string;

  // biome-ignore lint/style/noDefaultExport: that is how Vite gives the address of a thread's file
  export { address as default };
}
declare module "@fontsource-variable/inter";
declare module "@fontsource-variable/jetbrains-mono";
